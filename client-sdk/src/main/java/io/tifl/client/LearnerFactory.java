package io.tifl.client;

import io.tifl.protocol.plugin.Named;
import io.tifl.protocol.task.ModelSpec;

/** Opens learners of one engine. Thread-safe. */
public interface LearnerFactory extends Named {
    /**
     * A new learner for this model.
     *
     * @throws IllegalArgumentException if the engine does not know the model or a setting is wrong
     */
    Learner open(ModelSpec spec);
}
