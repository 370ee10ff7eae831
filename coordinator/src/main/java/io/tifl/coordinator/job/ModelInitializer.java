package io.tifl.coordinator.job;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;

/** Makes the first parameters of a model. Found by the service loader: a coordinator alone knows no models. Thread-safe. */
@FunctionalInterface
public interface ModelInitializer {
    /**
     * Fresh parameters; the same seed gives the same bits.
     *
     * @throws IllegalArgumentException if there is no such model or a setting of it is wrong
     */
    Parameters initialize(ModelSpec spec, long seed);
}
