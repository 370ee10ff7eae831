package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected layer; weights lie as [out][in], each row padded.
 *
 * <p>Backward passes over the weights once: a block of rows, cut into columns that stay in first-level cache, gives its share
 * of the input's gradient, gets its own gradient and is moved before the next block is touched. Large layers are bound by
 * memory, so one pass instead of four is most of their speed.
 */
final class DenseOp implements Op {
    private static final int BLOCK_ROWS = 16;
    private static final int BLOCK_COLUMNS = 512;
    private static final int CACHE_LINE = 16;
    private static final long MIN_SHARED = 1 << 20;

    private final Slab slab;
    private final Kernels kernels;
    private final Activation activation;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane delta;
    private final Learned learned;
    private final boolean biased;
    private final int inputs;
    private final int outputs;
    private final int paddedOutputs;

    private final Contraction inputSums;
    private final Contraction weightSums;
    private final Contraction biasSums;
    private final int capacity;
    private final int partials;
    private final int gradients;
    private final int gradientRoom;
    private final int zeros;
    private final int one;

    /**
     * Lays out all of its memory.
     *
     * @param in without a frame
     * @param inGradient null for the first layer, whose input needs no gradient
     */
    DenseOp(Building building, LayerSpec.Dense spec, Plane in, @Nullable Plane inGradient) {
        if (!in.grid().isPlain()) {
            throw new IllegalArgumentException("a dense layer reads a plane without a frame, got " + in.grid());
        }
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.activation = spec.activation();
        this.biased = spec.biased();
        this.in = in;
        this.inGradient = inGradient;
        this.inputs = in.grid().image();
        this.outputs = spec.units();
        this.paddedOutputs = building.padded(outputs);
        this.out = building.plane(Shape.flat(outputs), Frame.NONE);
        this.delta = building.plane(Shape.flat(outputs), Frame.NONE);
        Block weights = building.block(
                Math.multiplyExact(outputs, inputs),
                spec.penalty().l1(),
                spec.penalty().l2());
        Block biases = building.block(
                paddedOutputs, spec.penalty().biasL1(), spec.penalty().biasL2());
        this.learned = new Learned(weights, biases, new DenseOrder(slab, in.grid(), outputs, biased, weights, biases));

        this.inputSums = Contraction.matrix(building.capacity(), paddedOutputs, BLOCK_COLUMNS, 1, inputs);
        this.weightSums = Contraction.matrix(BLOCK_ROWS, 1, BLOCK_COLUMNS, paddedOutputs, inputs);
        this.biasSums = Contraction.matrix(1, 0, 0, 0, paddedOutputs);
        this.capacity = building.capacity();
        this.gradientRoom = Math.max(BLOCK_ROWS * BLOCK_COLUMNS, paddedOutputs);
        this.partials =
                building.scratch(Math.multiplyExact(capacity, Math.multiplyExact(kernels.threads(), BLOCK_COLUMNS)));
        this.gradients = building.scratch(Math.multiplyExact(kernels.threads(), gradientRoom));
        this.zeros = building.zeros(Math.max(inputs, paddedOutputs));
        this.one = building.one();
    }

    @Override
    public Plane out() {
        return out;
    }

    @Override
    public Plane outGradient() {
        return delta;
    }

    @Override
    public Learned learned() {
        return learned;
    }

    @Override
    public void forward(int images) {
        kernels.dense(
                in.address(),
                inputs,
                images,
                learned.weights().address(),
                inputs,
                outputs,
                inputs,
                learned.biases().address(),
                out.address(),
                paddedOutputs,
                activation.floor());
        Pixels.activate(kernels, activation, out, images);
    }

    @Override
    public void backward(int images, Step step) {
        Pixels.differentiate(kernels, activation, delta, out, delta, images);
        boolean shared = step.isConcurrent() && (long) images * outputs * inputs >= MIN_SHARED;
        int parts = shared ? kernels.threads() : 1;
        int columns = Math.ceilDiv(Math.ceilDiv(inputs, parts), CACHE_LINE) * CACHE_LINE;
        kernels.each(
                Math.ceilDiv(inputs, columns),
                part -> columns(images, part, part * columns, Math.min(inputs, (part + 1) * columns), step));
        if (biased) {
            kernels.contract(
                    biasSums, 1, 1, images, paddedOutputs, one, delta.address(), zeros, gradients, Kernels.NO_FLOOR);
            step.move(learned.biases(), 0, gradients, paddedOutputs);
        }
    }

    // Columns of the weights are columns of the input's gradient: other threads may have others.
    private void columns(int images, int part, int from, int to, Step step) {
        for (int row = 0; row < outputs; row += BLOCK_ROWS) {
            int rows = Math.min(BLOCK_ROWS, outputs - row);
            for (int column = from; column < to; column += BLOCK_COLUMNS) {
                block(images, part, row, rows, column, Math.min(BLOCK_COLUMNS, to - column), step);
            }
        }
    }

    private void block(int images, int part, int row, int rows, int column, int columns, Step step) {
        int weights = row * inputs + column;
        int errors = delta.address() + row;
        int partial = partials + part * capacity * BLOCK_COLUMNS;
        int gradient = gradients + part * gradientRoom;
        if (inGradient != null) {
            kernels.contract(
                    inputSums,
                    images,
                    1,
                    rows,
                    columns,
                    errors,
                    learned.weights().address() + weights,
                    zeros,
                    partial,
                    Kernels.NO_FLOOR);
            for (int i = 0; i < images; i++) {
                int to = inGradient.address() + i * inputs + column;
                if (row == 0) {
                    slab.copy(partial + i * BLOCK_COLUMNS, to, columns);
                } else {
                    kernels.add(partial + i * BLOCK_COLUMNS, to, columns);
                }
            }
        }
        kernels.contract(
                weightSums,
                rows,
                1,
                images,
                columns,
                errors,
                (in.address() + column),
                zeros,
                gradient,
                Kernels.NO_FLOOR);
        for (int r = 0; r < rows; r++) {
            step.move(learned.weights(), weights + r * inputs, (gradient + r * BLOCK_COLUMNS), columns);
        }
    }

    /**
     * Deeplearning4j's order: weights as [out][in], then biases; inputs that were images are counted channel first there and
     * channel last here.
     */
    private record DenseOrder(Slab slab, Grid in, int outputs, boolean biased, Block weights, Block biases)
            implements Learned.Order {
        private int inputs() {
            return in.pixels() * in.channels();
        }

        @Override
        public int size() {
            return outputs * inputs() + (biased ? outputs : 0);
        }

        @Override
        public void read(float[] flat, int offset) {
            int next = offset;
            float[] memory = slab.memory();
            for (int o = 0; o < outputs; o++) {
                int row = weights.address() + o * in.image();
                if (in.pixels() == 1) {
                    System.arraycopy(flat, next, memory, row, in.channels());
                    next += in.channels();
                    continue;
                }
                for (int c = 0; c < in.channels(); c++) {
                    for (int p = 0; p < in.pixels(); p++) {
                        memory[row + p * in.pixel() + c] = flat[next++];
                    }
                }
            }
            for (int o = 0; biased && o < outputs; o++) {
                slab.set(biases.address() + o, flat[next++]);
            }
        }

        @Override
        public void write(float[] flat, int offset) {
            int next = offset;
            for (int o = 0; o < outputs; o++) {
                int row = weights.address() + o * in.image();
                for (int c = 0; c < in.channels(); c++) {
                    for (int p = 0; p < in.pixels(); p++) {
                        flat[next++] = slab.get(row + p * in.pixel() + c);
                    }
                }
            }
            for (int o = 0; biased && o < outputs; o++) {
                flat[next++] = slab.get(biases.address() + o);
            }
        }
    }
}
