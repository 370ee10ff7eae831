package io.tifl.protocol.wire;

import io.tifl.protocol.task.GlobalModel;

/**
 * Which version of the job's model an order starts from, without the model itself.
 *
 * @param layoutFingerprint of that model's layout, {@link io.tifl.protocol.Layout#fingerprint()}
 */
public record ModelReference(long version, long layoutFingerprint) implements OrderedModel {
    public ModelReference {
        if (version < 0) {
            throw new IllegalArgumentException("versions count from 0, got " + version);
        }
    }

    public static ModelReference to(GlobalModel model) {
        return new ModelReference(model.version(), model.parameters().layout().fingerprint());
    }

    boolean names(GlobalModel model) {
        return equals(to(model));
    }
}
