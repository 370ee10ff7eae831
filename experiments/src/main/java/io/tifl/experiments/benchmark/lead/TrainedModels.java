package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;

/** The models that jobs of this coordinator trained. Thread-safe. */
@FunctionalInterface
public interface TrainedModels {
    /**
     * A model.
     *
     * @throws IllegalArgumentException if there is none, naming the job
     */
    GlobalModel get(ModelChoice.Trained choice) throws IOException;

    /** Where nothing is trained. */
    static TrainedModels none() {
        return choice -> {
            throw new IllegalArgumentException("no job trains models here, so there is none of '" + choice.job() + "'");
        };
    }
}
