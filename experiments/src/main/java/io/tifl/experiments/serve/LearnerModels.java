package io.tifl.experiments.serve;

import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.coordinator.job.ModelInitializer;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;

/** Makes first models as clients would: with the compiled engine, or as the {@link TaskModel} of that name says. */
public final class LearnerModels implements ModelInitializer {
    @Override
    public Parameters initialize(ModelSpec spec, long seed) {
        Catalog<TaskModel> own = Catalog.load("task model", TaskModel.class);
        if (own.has(spec.name())) {
            return own.get(spec.name()).initial(spec.settings(), seed);
        }
        LearnerFactory engine = Catalog.load("engine", LearnerFactory.class).get("compiled");
        try (Learner learner = engine.open(spec)) {
            return learner.initial(seed);
        }
    }
}
