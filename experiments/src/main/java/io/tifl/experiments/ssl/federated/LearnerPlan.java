package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.Momentum;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;

/**
 * How a model of {@code ssl-train} is built: found by the service loader under the model's name, which also has a {@link
 * io.tifl.experiments.serve.TaskModel}. Stateless and thread-safe.
 */
public interface LearnerPlan extends Named {
    /**
     * A new learner.
     *
     * @param model settings of the model, those of {@link ModelStatistics} apart
     * @throws IllegalArgumentException naming everything that is wrong with the settings
     */
    SharedLearner open(Settings model, Momentum.Settings descent, Seed seed);

    /** All that are installed. */
    static Catalog<LearnerPlan> catalog() {
        return Catalog.load("self-supervised model", LearnerPlan.class);
    }
}
