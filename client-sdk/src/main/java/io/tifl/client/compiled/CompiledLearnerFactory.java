package io.tifl.client.compiled;

import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code compiled}: learners that run Deeplearning4j's models as compiled programs, many times faster, and leave models with
 * a part they do not know to Deeplearning4j. One log line per model says which and why. Thread-safe.
 */
public final class CompiledLearnerFactory implements LearnerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(CompiledLearnerFactory.class);

    private final Catalog<Dl4jModel> models;
    private final Dl4jLearnerFactory reference;
    private final Backend backend;
    private final Set<ModelSpec> announced = ConcurrentHashMap.newKeySet();

    /** Knows every model the service loader finds. */
    public CompiledLearnerFactory() {
        this(Catalog.load("model", Dl4jModel.class));
    }

    /** Knows these models only. */
    public CompiledLearnerFactory(Catalog<Dl4jModel> models) {
        this(models, Backend.best());
    }

    CompiledLearnerFactory(Catalog<Dl4jModel> models, Backend backend) {
        this.models = models;
        this.reference = new Dl4jLearnerFactory(models);
        this.backend = backend;
    }

    /** What the compiled engine computes with on this machine; results have the same bits where this is the same. */
    public static String vectors() {
        return Backend.best().describe();
    }

    @Override
    public String name() {
        return "compiled";
    }

    @Override
    public Learner open(ModelSpec spec) {
        Dl4jModel.Blueprint blueprint = models.get(spec.name()).blueprint(spec.settings());
        try {
            Model model = ModelReader.read(blueprint);
            announce(spec, "runs compiled, with " + backend.describe());
            return new CompiledLearner(spec, model, blueprint.inputShape(), backend, reference);
        } catch (UnsupportedModelException unsupported) {
            announce(spec, "is left to Deeplearning4j: the compiled engine does not know " + unsupported.getMessage());
            return reference.open(spec);
        }
    }

    private void announce(ModelSpec spec, String what) {
        if (announced.add(spec)) {
            LOG.info("model '{}' {}", spec.name(), what);
        }
    }
}
