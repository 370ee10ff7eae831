package io.tifl.protocol.task;

import io.tifl.protocol.Parameters;

/**
 * One version of the federated model.
 *
 * @param version counts from 0, the initial model; a version never changes, so it can be cached
 */
public record GlobalModel(ModelSpec spec, long version, Parameters parameters) {
    /** The next version, with new parameters of the same layout. */
    public GlobalModel next(Parameters parameters) {
        return new GlobalModel(spec, version + 1, parameters);
    }
}
