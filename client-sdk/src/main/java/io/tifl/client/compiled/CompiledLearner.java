package io.tifl.client.compiled;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.ModelSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Trains and evaluates one compiled program, the same for every client. Confined to one thread at a time.
 *
 * <p>Holds the parameters, once more for each piece of optimiser state used so far, and the activations of the largest batch
 * seen, until it is closed.
 */
final class CompiledLearner implements Learner {
    // Enough rows to read a large layer's weights from memory once for all of them.
    private static final int EVALUATED_VALUES = 1 << 16;
    private static final int MIN_CAPACITY = 16;
    private static final int MAX_EVALUATED = 64;

    private final ModelSpec spec;
    private final Model model;
    private final List<Integer> inputShape;
    private final Backend backend;
    private final @Nullable Crew crew;
    private final LearnerFactory reference;
    private final float[] flat;
    private @Nullable Program program;
    private @Nullable Parameters loaded;
    private boolean closed;

    /**
     * Allocates nothing yet.
     *
     * @param threads that share a step
     * @param reference opens the Deeplearning4j learner of the same model, which draws initial parameters
     */
    CompiledLearner(
            ModelSpec spec,
            Model model,
            List<Integer> inputShape,
            Backend backend,
            int threads,
            LearnerFactory reference) {
        this.spec = spec;
        this.model = model;
        this.inputShape = List.copyOf(inputShape);
        this.backend = backend;
        this.crew = threads == 1 ? null : new Crew(threads);
        this.reference = reference;
        this.flat = new float[model.layout().size()];
    }

    @Override
    public ModelSpec spec() {
        return spec;
    }

    @Override
    public Layout layout() {
        return model.layout();
    }

    @Override
    public Parameters initial(long seed) {
        checkOpen();
        try (Learner drawing = reference.open(spec)) {
            return drawing.initial(seed);
        }
    }

    @Override
    public Trained train(Parameters start, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException {
        checkOpen();
        Optimizer optimizer = Optimizer.named(plan.optimizer());
        check(start);
        plan.correction().ifPresent(this::check);
        plan.centre().ifPresent(this::check);
        check(examples);
        if (examples.size() == 0) {
            throw new IllegalArgumentException("there are no examples to train on");
        }
        Program ready = program(Math.min(plan.batchSize(), examples.size()));
        prepare(ready, start, plan);
        loaded = null;
        Seed seed = new Seed(plan.seed());
        ready.seed(seed.child("dropout"));
        OptimizerStep step = ready.step(
                optimizer,
                plan.learningRate(),
                plan.proximal(),
                plan.correction().isPresent());
        try {
            return train(ready, step, examples, plan, seed.child("shuffle").generator());
        } catch (DivergedException diverged) {
            // Padding is 0 because 0 times anything is 0, which NaN is not: its traces must not reach the next client.
            program = null;
            throw diverged;
        }
    }

    // Everything in the layout of the model is read where parameters lie, and kept from there.
    private void prepare(Program ready, Parameters start, TrainingPlan plan) {
        if (plan.correction().isPresent()) {
            load(ready, plan.correction().get());
            ready.correctByThese();
        }
        if (plan.proximal() > 0) {
            load(ready, plan.centre().orElse(start));
            ready.centreHere();
        }
        load(ready, start);
    }

    private Trained train(
            Program ready, OptimizerStep step, Examples examples, TrainingPlan plan, RandomGenerator chance)
            throws DivergedException, InterruptedException {
        int[] order = IntStream.range(0, examples.size()).toArray();
        double loss = 0;
        long steps = 0;
        for (int epoch = 0; epoch < plan.epochs(); epoch++) {
            shuffle(order, chance);
            loss = epoch(ready, step, examples, order, plan.batchSize());
            steps += Math.ceilDiv(order.length, plan.batchSize());
        }
        float[] trained = new float[flat.length];
        ready.write(trained);
        checkFinite(trained, "parameter");
        return new Trained(Parameters.owning(layout(), trained), loss, steps);
    }

    private static double epoch(Program ready, OptimizerStep step, Examples examples, int[] order, int batchSize)
            throws DivergedException, InterruptedException {
        double sum = 0;
        int steps = 0;
        for (int from = 0; from < order.length; from += batchSize, steps++) {
            checkInterrupt();
            int count = Math.min(batchSize, order.length - from);
            ready.fill(examples, order, from, count);
            double loss = ready.train(count, step);
            if (!Double.isFinite(loss)) {
                throw new DivergedException("training diverged: the loss of step " + steps + " is " + loss);
            }
            sum += loss;
        }
        return sum / steps;
    }

    // The order of the Deeplearning4j learner: both engines see the same batches.
    private static void shuffle(int[] order, RandomGenerator chance) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }

    private static void checkFinite(float[] values, String what) throws DivergedException {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new DivergedException("training diverged: " + what + " " + i + " is " + values[i]);
            }
        }
    }

    @Override
    public Evaluation evaluate(Parameters parameters, Examples examples) throws InterruptedException {
        Program ready = ready(parameters, examples);
        Scores scores = new Scores(model.classes());
        inBatches(ready, examples, batchSize(examples), (from, count) -> {
            ready.infer(count);
            scores.add(ready, count);
        });
        return scores.evaluation();
    }

    @Override
    public float[] losses(Parameters parameters, Examples examples) throws InterruptedException {
        Program ready = ready(parameters, examples);
        float[] losses = new float[examples.size()];
        inBatches(ready, examples, batchSize(examples), (from, count) -> {
            ready.infer(count);
            ready.losses(count, losses, from);
        });
        return losses;
    }

    @Override
    public Parameters gradient(Parameters parameters, Examples examples)
            throws DivergedException, InterruptedException {
        Program ready = ready(parameters, examples);
        checkSome(examples);
        GradientSum sum = ready.gradients();
        inBatches(ready, examples, batchSize(examples), (from, count) -> {
            ready.differentiate(count, sum);
            sum.add(1.0 / examples.size());
        });
        return taken(ready, sum);
    }

    @Override
    public ClippedGradients clippedGradients(Parameters parameters, Examples examples, double maxNorm)
            throws DivergedException, InterruptedException {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("the largest norm must be positive, got " + maxNorm);
        }
        Program ready = ready(parameters, examples);
        GradientSum sum = ready.gradients();
        List<Double> norms = new ArrayList<>();
        inBatches(ready, examples, 1, (from, count) -> {
            ready.differentiate(count, sum);
            double norm = sum.norm();
            norms.add(norm);
            sum.add(norm > maxNorm ? maxNorm / norm : 1);
        });
        int clipped = (int) norms.stream().filter(norm -> norm > maxNorm).count();
        return new ClippedGradients(taken(ready, sum), norms, clipped);
    }

    // Writing reads where parameters lie, so the sum goes there and the parameters have to be read again.
    private Parameters taken(Program ready, GradientSum sum) throws DivergedException {
        loaded = null;
        sum.replaceParameters();
        float[] gradient = new float[flat.length];
        ready.write(gradient);
        try {
            checkFinite(gradient, "gradient");
        } catch (DivergedException diverged) {
            program = null;
            throw diverged;
        }
        return Parameters.owning(layout(), gradient);
    }

    /** What is done with a batch that has been read. */
    private interface Work {
        void on(int from, int count);
    }

    private static void inBatches(Program ready, Examples examples, int batchSize, Work work)
            throws InterruptedException {
        int[] order = IntStream.range(0, examples.size()).toArray();
        for (int from = 0; from < order.length; from += batchSize) {
            checkInterrupt();
            int count = Math.min(batchSize, order.length - from);
            ready.fill(examples, order, from, count);
            work.on(from, count);
        }
    }

    private static int batchSize(Examples examples) {
        return Math.clamp(EVALUATED_VALUES / examples.featureSize(), MIN_CAPACITY, MAX_EVALUATED);
    }

    private Program ready(Parameters parameters, Examples examples) {
        checkOpen();
        check(parameters);
        check(examples);
        Program ready = program(Math.min(batchSize(examples), examples.size()));
        load(ready, parameters);
        return ready;
    }

    private static void checkSome(Examples examples) {
        if (examples.size() == 0) {
            throw new IllegalArgumentException("there are no examples");
        }
    }

    @Override
    public long bytes() {
        return program == null ? 0 : program.bytes();
    }

    // A larger batch than ever seen gets a new program; results do not depend on the capacity.
    private Program program(int batch) {
        if (program != null && program.capacity() >= batch) {
            return program;
        }
        loaded = null;
        program = new Program(model, Math.max(batch, MIN_CAPACITY), backend, crew);
        return program;
    }

    // A round's model is evaluated on client after client: reading it once is enough.
    @SuppressWarnings("ReferenceEquality") // equal values in another place would only be read once more
    private void load(Program ready, Parameters parameters) {
        if (loaded == parameters) {
            return;
        }
        MemorySegment.copy(parameters.values(), Parameters.VALUE, 0, flat, 0, flat.length);
        ready.read(flat);
        loaded = parameters;
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted between two batches");
        }
    }

    private void check(Parameters parameters) {
        if (!parameters.layout().equals(layout())) {
            throw new IllegalArgumentException("model '" + spec.name() + "' has the layout " + layout().describe()
                    + ", got " + parameters.layout().describe());
        }
    }

    // Flat features fit an image input of the same size and the reverse: both are row-major.
    private void check(Examples examples) {
        List<Integer> actual = examples.featureShape();
        boolean reshaped = inputShape.size() == 1 || actual.size() == 1;
        boolean fits = actual.equals(inputShape)
                || (reshaped && examples.featureSize() == model.input().size());
        if (!fits || examples.classes() > model.classes()) {
            throw new IllegalArgumentException("model '" + spec.name() + "' takes features " + inputShape + " in "
                    + model.classes() + " classes, the examples have " + actual + " in " + examples.classes());
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the learner of model '" + spec.name() + "' is closed");
        }
    }

    @Override
    public void close() {
        closed = true;
        loaded = null;
        program = null;
        if (crew != null) {
            crew.close();
        }
    }
}
