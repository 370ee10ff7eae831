package io.tifl.client.dl4j;

import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.SortedSet;

/** {@code dl4j}: learners that train Deeplearning4j networks on the CPU. Thread-safe. */
public final class Dl4jLearnerFactory implements LearnerFactory {
    private final Catalog<Dl4jModel> models;

    /** Knows every model the service loader finds. */
    public Dl4jLearnerFactory() {
        this(Catalog.load("model", Dl4jModel.class));
    }

    /** Knows these models only. */
    public Dl4jLearnerFactory(Catalog<Dl4jModel> models) {
        this.models = models;
    }

    @Override
    public String name() {
        return "dl4j";
    }

    /** The models it can build, sorted. */
    public SortedSet<String> models() {
        return models.names();
    }

    @Override
    public Learner open(ModelSpec spec) {
        return new Dl4jLearner(spec, models.get(spec.name()).blueprint(spec.settings()));
    }
}
