package io.tifl.protocol.task;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.util.List;

/**
 * One version of the federated model.
 *
 * @param version counts from 0, the initial model; a version never changes, so it can be cached
 */
public record GlobalModel(ModelSpec spec, long version, Parameters parameters) {
    private static final Layout ABSENT = new Layout(List.of(new Layout.Block("absent", List.of(1))));

    public GlobalModel {
        if (version < 0) {
            throw new IllegalArgumentException("versions count from 0, got " + version);
        }
    }

    /**
     * The next version, with new parameters.
     *
     * @throws IllegalArgumentException if their layout is another one
     */
    public GlobalModel next(Parameters parameters) {
        Layout layout = this.parameters.layout();
        if (!layout.equals(parameters.layout())) {
            throw new IllegalArgumentException("version " + version + " has layout " + layout.describe()
                    + ", the next got " + parameters.layout().describe());
        }
        return new GlobalModel(spec, version + 1, parameters);
    }

    /** This version named only, for orders that do not look at it. */
    public GlobalModel withoutParameters() {
        return new GlobalModel(spec, version, Parameters.zeros(ABSENT));
    }

    /** Whether it is more than a name. */
    public boolean hasParameters() {
        return !parameters.layout().equals(ABSENT);
    }
}
