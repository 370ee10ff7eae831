package io.tifl.client.dl4j;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Trains and evaluates one Deeplearning4j network, the same instance for every client. Confined to one thread at a time.
 *
 * <p>Native memory is freed once the learner is no longer reachable; {@link #close()} only drops it.
 */
final class Dl4jLearner implements Learner {
    // Large enough to amortise a step's fixed cost, small enough that the activations of a convolution stay in tens of
    // MB.
    private static final int EVALUATED_VALUES = 1 << 17;
    private static final int MIN_EVALUATED = 16;
    private static final int MAX_EVALUATED = 1024;

    private final ModelSpec spec;
    private final Dl4jModel.Blueprint blueprint;
    private final Batches trainBatches;
    private final Batches testBatches;
    private @Nullable Network network;
    private @Nullable Gradients gradients;

    Dl4jLearner(ModelSpec spec, Dl4jModel.Blueprint blueprint) {
        this.spec = spec;
        this.blueprint = blueprint;
        this.trainBatches = new Batches(blueprint);
        this.testBatches = new Batches(blueprint);
        this.network = new Network(blueprint.architecture());
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public Layout layout() {
        return network().layout();
    }

    @Override
    public Parameters initial(long seed) {
        network();
        return Network.initialised(blueprint.architecture(), seed).copy();
    }

    @Override
    public Trained train(Parameters start, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException {
        Network ready = network();
        LocalOptimizer optimizer = LocalOptimizer.named(plan.optimizer());
        check(start);
        plan.correction().ifPresent(this::check);
        plan.centre().ifPresent(this::check);
        check(examples);
        if (examples.size() == 0) {
            throw new IllegalArgumentException("there are no examples to train on");
        }
        Seed seed = new Seed(plan.seed());
        ready.load(start);
        ready.prepare(optimizer, plan.learningRate(), seed.child("dropout").value());
        ready.net().listeners(terms(start, plan));
        return fit(ready, examples, plan, seed.child("shuffle").generator());
    }

    private static List<TrainingListener> terms(Parameters start, TrainingPlan plan) {
        List<TrainingListener> terms = new ArrayList<>();
        if (plan.proximal() > 0) {
            terms.add(new ProximalTerm(plan.centre().orElse(start), plan.proximal()));
        }
        plan.correction().ifPresent(correction -> terms.add(GradientTerm.constant(correction)));
        return terms;
    }

    private Trained fit(Network ready, Examples examples, TrainingPlan plan, RandomGenerator chance)
            throws DivergedException, InterruptedException {
        int[] order = IntStream.range(0, examples.size()).toArray();
        double loss = 0;
        long steps = 0;
        for (int epoch = 0; epoch < plan.epochs(); epoch++) {
            shuffle(order, chance);
            loss = epoch(ready.net(), examples, order, plan.batchSize());
            steps += Math.ceilDiv(order.length, plan.batchSize());
        }
        float[] trained = ready.values();
        checkFinite(trained, "parameter");
        return new Trained(Parameters.owning(ready.layout(), trained), loss, steps);
    }

    /** One pass over the examples in this order; returns the mean of the batches' losses. */
    private double epoch(Trainable net, Examples examples, int[] order, int batchSize)
            throws DivergedException, InterruptedException {
        double sum = 0;
        int steps = 0;
        for (int from = 0; from < order.length; from += batchSize, steps++) {
            checkInterrupt();
            Batch batch = trainBatches.of(Math.min(batchSize, order.length - from), batchSize);
            batch.fill(examples, order, from);
            net.fit(batch.features(), batch.labels());
            sum += finite(net.model().score(), steps);
        }
        return sum / steps;
    }

    private static double finite(double loss, int step) throws DivergedException {
        if (!Double.isFinite(loss)) {
            throw new DivergedException("training diverged: the loss of step " + step + " is " + loss);
        }
        return loss;
    }

    private static void checkFinite(float[] values, String what) throws DivergedException {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DivergedException("training diverged: " + what + " " + i + " is " + values[i]);
            }
        }
    }

    private static void shuffle(int[] order, RandomGenerator chance) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    @Override
    public Evaluation evaluate(Parameters model, Examples examples) throws InterruptedException {
        Network ready = ready(model, examples);
        Scores scores = new Scores(blueprint.classes());
        inBatches(examples, batchSize(examples), (batch, from) -> {
            INDArray probabilities = ready.net().output(batch.features());
            scores.add(probabilities, examples, from, batch.size());
        });
        return scores.evaluation();
    }

    @Override
    public float[] losses(Parameters model, Examples examples) throws InterruptedException {
        Network ready = ready(model, examples);
        float[] losses = new float[examples.size()];
        inBatches(examples, batchSize(examples), (batch, from) -> {
            float[] some = ready.net()
                    .losses(batch.features(), batch.labels())
                    .dup('c')
                    .data()
                    .asFloat();
            System.arraycopy(some, 0, losses, from, batch.size());
        });
        return losses;
    }

    @Override
    public Parameters gradient(Parameters model, Examples examples) throws DivergedException, InterruptedException {
        check(model);
        check(examples);
        if (examples.size() == 0) {
            throw new IllegalArgumentException("there are no examples");
        }
        Gradients sum = gradients(model);
        inBatches(examples, batchSize(examples), (batch, from) -> {
            sum.differentiate(batch);
            sum.add(1);
        });
        return finite(sum.sum(1.0 / examples.size()));
    }

    @Override
    public ClippedGradients clippedGradients(Parameters model, Examples examples, double maxNorm)
            throws DivergedException, InterruptedException {
        check(model);
        check(examples);
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("the largest norm must be positive, got " + maxNorm);
        }
        Gradients sum = gradients(model);
        List<Double> norms = new ArrayList<>();
        inBatches(examples, 1, (batch, from) -> {
            sum.differentiate(batch);
            double norm = sum.norm();
            norms.add(norm);
            sum.add(norm > maxNorm ? maxNorm / norm : 1);
        });
        int clipped = (int) norms.stream().filter(norm -> norm > maxNorm).count();
        return new ClippedGradients(finite(sum.sum(1)), norms, clipped);
    }

    private Gradients gradients(Parameters model) {
        network();
        if (gradients == null) {
            gradients = new Gradients(blueprint.architecture());
        }
        gradients.start(model);
        return gradients;
    }

    private Parameters finite(float[] gradient) throws DivergedException {
        checkFinite(gradient, "gradient");
        return Parameters.owning(layout(), gradient);
    }

    /** What is done with a batch that has been filled. */
    private interface Work {
        void on(Batch batch, int from);
    }

    private void inBatches(Examples examples, int batchSize, Work work) throws InterruptedException {
        int[] order = IntStream.range(0, examples.size()).toArray();
        for (int from = 0; from < order.length; from += batchSize) {
            checkInterrupt();
            Batch batch = testBatches.of(Math.min(batchSize, order.length - from), batchSize);
            batch.fill(examples, order, from);
            work.on(batch, from);
        }
    }

    private static int batchSize(Examples examples) {
        return Math.clamp(EVALUATED_VALUES / examples.featureSize(), MIN_EVALUATED, MAX_EVALUATED);
    }

    private Network ready(Parameters model, Examples examples) {
        Network ready = network();
        check(model);
        check(examples);
        ready.load(model);
        return ready;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted between two batches");
        }
    }

    private void check(Parameters parameters) {
        Layout expected = layout();
        if (!parameters.layout().equals(expected)) {
            throw new IllegalArgumentException("model '" + spec.name() + "' has the layout " + expected.describe()
                    + ", got " + parameters.layout().describe());
        }
    }

    // Flat features fit an image input of the same size and the reverse: both are row-major.
    private void check(Examples examples) {
        List<Integer> expected = blueprint.inputShape();
        List<Integer> actual = examples.featureShape();
        boolean reshaped = expected.size() == 1 || actual.size() == 1;
        boolean fits = actual.equals(expected) || (reshaped && examples.featureSize() == product(expected));
        if (!fits || examples.classes() > blueprint.classes()) {
            throw new IllegalArgumentException("model '" + spec.name() + "' takes features " + expected + " in "
                    + blueprint.classes() + " classes, the examples have " + actual + " in " + examples.classes());
        }
    }

    private static int product(List<Integer> shape) {
        return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    private Network network() {
        if (network == null) {
            throw new IllegalStateException("the learner of model '" + spec.name() + "' is closed");
        }
        return network;
    }

    @Override
    public long bytes() {
        // Parameters and their gradients.
        long each = network == null ? 0 : 2L * Float.BYTES * network.layout().size();
        return gradients == null ? each : 2 * each;
    }

    @Override
    public void close() {
        network = null;
        gradients = null;
    }
}
