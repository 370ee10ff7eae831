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
    private final int threads;
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
        this(models, backend, 1);
    }

    private CompiledLearnerFactory(Catalog<Dl4jModel> models, Backend backend, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("the number of threads must be at least 1, got " + threads);
        }
        this.threads = threads;
        this.models = models;
        this.reference = new Dl4jLearnerFactory(models);
        this.backend = backend;
    }

    /** What the compiled engine computes with on this machine; results have the same bits where this is the same. */
    public static String vectors() {
        return Backend.best().describe();
    }

    /**
     * The same models, in learners that share the large kernels of a step among this many threads: for a device that trains
     * one client. One is right for many clients, which are then trained at the same time. Results have the same bits for any
     * number. A learner's threads start with its first step and end when it is closed; models left to Deeplearning4j have
     * what the process gives it.
     *
     * @throws IllegalArgumentException if there are none
     */
    public CompiledLearnerFactory withThreads(int count) {
        return new CompiledLearnerFactory(models, backend, count);
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
            return new CompiledLearner(spec, model, blueprint.inputShape(), backend, threads, reference);
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
