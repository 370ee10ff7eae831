package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.Tokens;
import io.tifl.protocol.Seed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model compiled for batches of up to {@link #capacity()} examples: stages in order over memory that was allocated once.
 * Confined to one thread at a time.
 */
final class Program {
    private static final Step STILL = new StillStep();

    private final Model model;
    private final Kernels kernels;
    private final int capacity;
    private final Slab slab = new Slab();
    private final ParameterMemory parameters;
    private final Plane input;
    private final List<Stage> stages;
    private final Op last;
    private final Plane outputs;
    private final float[] staged;
    private final int[] labels;
    private final int vocabulary;

    Program(Model model, int capacity, Backend backend) {
        this(model, capacity, backend, null);
    }

    /** @param crew shares the large kernels; null for none */
    Program(Model model, int capacity, Backend backend, @Nullable Crew crew) {
        this.model = model;
        this.kernels = crew == null ? backend.over(slab) : new ParallelKernels(crew, backend, slab);
        int lanes = backend.lanes();
        this.capacity = capacity;
        this.staged = new float[model.input().size()];
        this.labels = new int[capacity];
        this.vocabulary = model.vocabulary();
        this.parameters = new ParameterMemory(slab, Math.toIntExact(parameterRoom(model, lanes)));
        Building building = new Building(kernels, backend.channelsOver(slab), lanes, slab, parameters, capacity);
        Assembly assembly = new Assembly(model, building);
        this.input = assembly.input();
        this.stages = assembly.stages();
        this.last = stages.getLast().op();
        this.outputs = Plane.of(slab, last.out().grid(), capacity);
    }

    // What the stages will ask for, padding included.
    private static long parameterRoom(Model model, int lanes) {
        long room = 0;
        List<Shape> shapes = model.shapes();
        for (int i = 0; i < shapes.size(); i++) {
            int source = model.wiring().get(i).sources().getFirst();
            Shape in = source == Wiring.INPUT ? model.input() : shapes.get(source);
            room += model.layers().get(i).parameterRoom(in, lanes);
        }
        return room;
    }

    int capacity() {
        return capacity;
    }

    /** Bytes of native memory it holds. */
    long bytes() {
        return slab.bytes();
    }

    /** Takes these values, in Deeplearning4j's order, as parameters. */
    void read(float[] flat) {
        int offset = 0;
        for (Stage stage : stages) {
            Learned learned = stage.op().learned();
            if (learned != null) {
                learned.order().read(flat, offset);
                offset += learned.order().size();
            }
        }
    }

    /** Writes the parameters in Deeplearning4j's order. */
    void write(float[] flat) {
        int offset = 0;
        for (Stage stage : stages) {
            Learned learned = stage.op().learned();
            if (learned != null) {
                learned.order().write(flat, offset);
                offset += learned.order().size();
            }
        }
    }

    /** Makes the parameters as they are now the centre of the proximal term. */
    void centreHere() {
        parameters.centreHere();
    }

    /** Takes what was read last as a correction of every gradient, in place of parameters. */
    void correctByThese() {
        parameters.correctByThese();
    }

    /** A fresh optimiser over the parameters as they are now. */
    OptimizerStep step(Optimizer optimizer, double learningRate, double proximal, boolean corrected) {
        return new OptimizerStep(kernels, parameters, optimizer, learningRate, proximal, corrected);
    }

    /** Starts the draws of dropout. */
    void seed(Seed seed) {
        for (Stage stage : stages) {
            if (stage.op() instanceof DropoutOp dropout) {
                dropout.seed(seed.child(stage.layer()).value());
            }
        }
    }

    /** Takes {@code count} examples, those that {@code order} names from {@code from} on. */
    void fill(Examples examples, int[] order, int from, int count) {
        for (int i = 0; i < count; i++) {
            int row = order[from + i];
            labels[i] = examples.label(row);
            if (isDirect()) {
                examples.features(row, slab.memory(), input.image(i));
            } else {
                examples.features(row, staged, 0);
                place(i);
            }
            checkTokens(i, row);
        }
    }

    /** Takes {@code count} examples without labels, one after the other from index {@code from} on. */
    void fill(float[] features, int from, int count) {
        for (int i = 0; i < count; i++) {
            labels[i] = 0;
            float[] into = isDirect() ? slab.memory() : staged;
            System.arraycopy(features, from + i * staged.length, into, isDirect() ? input.image(i) : 0, staged.length);
            if (!isDirect()) {
                place(i);
            }
            checkTokens(i, i);
        }
    }

    private boolean isDirect() {
        Grid grid = input.grid();
        return grid.pixels() == 1 || (grid.isPlain() && grid.pixel() == 1);
    }

    private void checkTokens(int image, int row) {
        if (vocabulary > 0) {
            Tokens.check(slab.memory(), input.image(image), input.grid().channels(), vocabulary, row);
        }
    }

    // From channel, row, column to row, column, channel.
    private void place(int image) {
        Grid grid = input.grid();
        float[] memory = slab.memory();
        for (int c = 0; c < grid.channels(); c++) {
            for (int y = 0; y < grid.height(); y++) {
                int read = (c * grid.height() + y) * grid.width();
                int written = input.pixel(image, y, 0) + c;
                for (int x = 0; x < grid.width(); x++) {
                    memory[written + x * grid.pixel()] = staged[read + x];
                }
            }
        }
    }

    /**
     * One training step on the first {@code count} examples taken.
     *
     * @return their mean loss before the step, penalties included
     */
    double train(int count, OptimizerStep step) {
        double penalty = penalty();
        for (Stage stage : stages) {
            stage.forward(count);
        }
        activate(count);
        double sum = lossSum(count);
        step.next(count);
        for (int i = stages.size() - 1; i >= 0; i--) {
            backward(stages.get(i), count, step);
        }
        return sum / count + penalty;
    }

    /** Starts a sum of gradients; the parameters stay until it replaces them. */
    GradientSum gradients() {
        for (Stage stage : stages) {
            if (!stage.frozen() && stage.op().mixesExamples()) {
                throw new UnsupportedOperationException(
                        "gradients of single examples do not exist where a layer mixes the examples of a batch");
            }
        }
        return new GradientSum(slab, kernels, parameters);
    }

    /** Hands {@code sum} the gradient of the first {@code count} examples' losses, penalties and dropout left out. */
    void differentiate(int count, GradientSum sum) {
        for (Stage stage : stages) {
            stage.forwardSurely(count);
        }
        activate(count);
        lossSum(count);
        for (int i = stages.size() - 1; i >= 0; i--) {
            Stage stage = stages.get(i);
            if (stage.learns()) {
                stage.op().backward(count, stage.frozen() ? STILL : sum);
                addUp(stage, count);
            }
        }
    }

    /** The losses of the first {@code count} examples taken, after {@link #infer}; overwrites the gradient of the scores. */
    void losses(int count, float[] into, int offset) {
        for (int i = 0; i < count; i++) {
            into[offset + i] = (float) loss(i);
        }
    }

    private double lossSum(int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += loss(i);
        }
        return sum;
    }

    private double loss(int example) {
        return model.loss()
                .differentiate(
                        slab,
                        outputs.image(example),
                        last.outGradient().image(example),
                        model.classes(),
                        labels[example]);
    }

    private void backward(Stage stage, int count, OptimizerStep step) {
        if (!stage.learns()) {
            return;
        }
        ClippedStep clipped = stage.clipped();
        if (clipped != null) {
            stage.op().backward(count, clipped);
            clipped.finish(step);
        } else {
            stage.op().backward(count, stage.frozen() ? STILL : step);
        }
        addUp(stage, count);
    }

    private void addUp(Stage stage, int count) {
        for (Stage.Sum sum : stage.sums()) {
            kernels.add(
                    sum.gradient().address(),
                    sum.to().address(),
                    count * sum.to().grid().image());
        }
    }

    // In a place of its own: the last stage needs its scores for its own derivative.
    private void activate(int count) {
        slab.copy(
                last.out().address(), outputs.address(), count * outputs.grid().image());
        for (int i = 0; i < count; i++) {
            model.loss().activate(kernels, slab, outputs.image(i), model.classes());
        }
    }

    private double penalty() {
        double sum = 0;
        for (Stage stage : stages) {
            Learned learned = stage.op().learned();
            if (learned != null && !stage.frozen()) {
                sum += penalty(learned.weights()) + penalty(learned.biases());
            }
        }
        return sum;
    }

    private double penalty(Learned.Block block) {
        if (block.l1() == 0 && block.l2() == 0) {
            return 0;
        }
        double absolutes = 0;
        double squares = 0;
        for (int i = 0; i < block.size(); i++) {
            double value = slab.get(block.address() + i);
            absolutes += Math.abs(value);
            squares += value * value;
        }
        return block.l1() * absolutes + 0.5 * block.l2() * squares;
    }

    /** Computes the outputs of the first {@code count} examples taken. */
    void infer(int count) {
        for (Stage stage : stages) {
            stage.op().infer(count);
        }
        activate(count);
    }

    /** One output of an example, after {@link #infer}. */
    float output(int example, int index) {
        return slab.get(outputs.image(example) + index);
    }

    /** The label of an example taken. */
    int label(int example) {
        return labels[example];
    }
}
