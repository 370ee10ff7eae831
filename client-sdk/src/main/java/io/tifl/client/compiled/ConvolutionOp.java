package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, without ever building a patch matrix.
 *
 * <p>With pixels channel-last, a row of the window covers one run of its input, so forward is a contraction whose rows are
 * output pixels and whose segments are window rows. The gradient of the input is the same contraction over the output's
 * gradient, set apart by the stride in a frame of zeros, with the window turned around and channels swapped. The gradient of
 * the weights takes window positions as rows and sums over output pixels, whole batch at once.
 */
final class ConvolutionOp implements Op {
    /** Values of input and gradient together. */
    private static final int CHUNK = 1 << 16;

    private final Slab slab;
    private final Kernels kernels;
    private final Activation activation;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;
    private final Plane delta;
    private final Learned learned;
    private final boolean biased;

    private final int taps;
    private final int inChannels;
    private final int outChannels;
    private final int outPixel;

    private final Contraction forward;
    private final int forwardSegments;
    private final int forwardLength;
    private final Contraction weightSums;
    private final Contraction biasSums;
    private final @Nullable Contraction backward;
    private int backwardSegments;
    private int backwardLength;

    private final int turned;
    private final int chunk;
    private final int gradient;
    private final int gradientOfRows;
    private final int zeros;
    private final int one;

    /**
     * Lays out all of its memory.
     *
     * @param inGradient null for the first layer, whose input needs no gradient
     * @param frame that the next layer wants around the output
     */
    ConvolutionOp(Building building, LayerSpec.Convolution spec, Plane in, @Nullable Plane inGradient, Frame frame) {
        Window window = spec.window();
        Shape inShape =
                new Shape(in.grid().height(), in.grid().width(), in.grid().channels());
        Shape outShape = spec.out(inShape);
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.activation = spec.activation();
        this.biased = spec.biased();
        this.in = in;
        this.inGradient = inGradient;
        this.taps = window.height() * window.width();
        this.inChannels = inShape.channels();
        this.outChannels = outShape.channels();
        this.outPixel = building.padded(outChannels);
        this.out = building.plane(outShape, frame);
        this.outGradient = building.plane(outShape, Frame.NONE);
        this.delta = inGradient == null ? outGradient : building.plane(spreadDelta(window, inShape, outShape));

        Block weights = building.block(
                taps * inChannels * outPixel,
                spec.penalty().l1(),
                spec.penalty().l2());
        Block biases =
                building.block(outPixel, spec.penalty().biasL1(), spec.penalty().biasL2());
        this.learned = new Learned(weights, biases, new KernelOrder(this, window, weights, biases));

        int capacity = building.capacity();
        boolean runs = in.grid().pixel() == inChannels && window.dilationX() == 1;
        int[] inTaps = tapOffsets(window, in.grid(), runs);
        this.forwardSegments = inTaps.length;
        this.forwardLength = taps * inChannels / forwardSegments;
        this.forward = new Contraction(
                windowStarts(window, capacity),
                out.grid().offsets(capacity),
                inTaps,
                multiples(forwardSegments, forwardLength * outPixel),
                1,
                outPixel);
        int[] imageRows = imageRows(delta.grid(), capacity);
        this.weightSums = new Contraction(
                positions(window),
                multiples(taps * inChannels, outPixel),
                inputRows(window, capacity),
                imageRows,
                window.strideX() * in.grid().pixel(),
                delta.grid().across() * outPixel);
        this.biasSums = new Contraction(
                new int[1],
                new int[1],
                new int[imageRows.length],
                imageRows,
                0,
                delta.grid().across() * outPixel);
        this.backward = inGradient == null ? null : backward(window, inGradient, capacity);

        this.chunk = chunk(window, in.grid(), delta.grid());
        this.gradient = building.scratch(taps * inChannels * outPixel);
        this.gradientOfRows = building.scratch(taps * inChannels * outPixel);
        this.turned = inGradient == null
                ? 0
                : building.scratch(taps * outChannels * inGradient.grid().pixel());
        this.zeros = building.zeros(
                Math.max(outPixel, inGradient == null ? 0 : inGradient.grid().pixel()));
        this.one = building.one();
    }

    private static Grid spreadDelta(Window window, Shape in, Shape out, int pixel) {
        return Grid.plain(out.height(), out.width(), out.channels(), pixel)
                .spread(
                        window.spanY() - 1 - window.top(in),
                        window.spanX() - 1 - window.left(in),
                        window.strideY(),
                        window.strideX(),
                        in.height() + window.spanY() - 1,
                        in.width() + window.spanX() - 1);
    }

    private Grid spreadDelta(Window window, Shape inShape, Shape outShape) {
        return spreadDelta(window, inShape, outShape, outPixel);
    }

    private int[] windowStarts(Window window, int capacity) {
        Grid grid = in.grid();
        Grid result = out.grid();
        int[] starts = new int[Math.multiplyExact(capacity, result.pixels())];
        int origin = origin(window);
        int at = 0;
        for (int i = 0; i < capacity; i++) {
            for (int y = 0; y < result.height(); y++) {
                for (int x = 0; x < result.width(); x++) {
                    starts[at++] = origin
                            + i * grid.image()
                            + y * window.strideY() * grid.row()
                            + x * window.strideX() * grid.pixel();
                }
            }
        }
        return starts;
    }

    // The frame is as wide as the widest window that reads this input: this one may start further inside.
    private int origin(Window window) {
        Grid grid = in.grid();
        Shape shape = new Shape(grid.height(), grid.width(), grid.channels());
        return (grid.top() - window.top(shape)) * grid.row() + (grid.left() - window.left(shape)) * grid.pixel();
    }

    private static int[] tapOffsets(Window window, Grid grid, boolean runs) {
        int columns = runs ? 1 : window.width();
        int[] offsets = new int[window.height() * columns];
        for (int y = 0; y < window.height(); y++) {
            for (int x = 0; x < columns; x++) {
                offsets[y * columns + x] = y * window.dilationY() * grid.row() + x * window.dilationX() * grid.pixel();
            }
        }
        return offsets;
    }

    /** Offset in the input of every window position, channels innermost. */
    private int[] positions(Window window) {
        int[] taps = tapOffsets(window, in.grid(), false);
        int[] offsets = new int[taps.length * inChannels];
        for (int t = 0; t < taps.length; t++) {
            for (int c = 0; c < inChannels; c++) {
                offsets[t * inChannels + c] = taps[t] + c;
            }
        }
        return offsets;
    }

    private int[] inputRows(Window window, int capacity) {
        int height = out.grid().height();
        int[] rows = new int[Math.multiplyExact(capacity, height)];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = origin(window)
                    + r / height * in.grid().image()
                    + r % height * window.strideY() * in.grid().row();
        }
        return rows;
    }

    private static int[] imageRows(Grid grid, int capacity) {
        int[] rows = new int[Math.multiplyExact(capacity, grid.height())];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = r / grid.height() * grid.image() + grid.offset(r % grid.height(), 0);
        }
        return rows;
    }

    private static int[] multiples(int count, int of) {
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = i * of;
        }
        return offsets;
    }

    private Contraction backward(Window window, Plane to, int capacity) {
        boolean runs = outPixel == outChannels && window.dilationX() == 1;
        Grid grid = delta.grid();
        int[] deltaTaps = tapOffsets(window, grid, runs);
        backwardSegments = deltaTaps.length;
        backwardLength = taps * outChannels / backwardSegments;
        Grid target = to.grid();
        int[] starts = new int[Math.multiplyExact(capacity, target.pixels())];
        int at = 0;
        for (int i = 0; i < capacity; i++) {
            for (int y = 0; y < target.height(); y++) {
                for (int x = 0; x < target.width(); x++) {
                    starts[at++] = i * grid.image() + y * grid.row() + x * grid.pixel();
                }
            }
        }
        return new Contraction(
                starts,
                target.offsets(capacity),
                deltaTaps,
                multiples(backwardSegments, backwardLength * target.pixel()),
                1,
                target.pixel());
    }

    @Override
    public Plane out() {
        return out;
    }

    @Override
    public Plane outGradient() {
        return outGradient;
    }

    @Override
    public Learned learned() {
        return learned;
    }

    @Override
    public void forward(int images) {
        kernels.contract(
                forward,
                images * out.grid().pixels(),
                forwardSegments,
                forwardLength,
                outPixel,
                in.address(),
                learned.weights().address(),
                learned.biases().address(),
                out.address(),
                activation.floor());
        Pixels.activate(kernels, activation, out, images);
    }

    @Override
    public void backward(int images, Step step) {
        Pixels.differentiate(kernels, activation, outGradient, out, delta, images);
        if (inGradient != null && backward != null) {
            turn(inGradient.grid().pixel());
            kernels.contract(
                    backward,
                    images * inGradient.grid().pixels(),
                    backwardSegments,
                    backwardLength,
                    inGradient.grid().pixel(),
                    delta.address(),
                    turned,
                    zeros,
                    inGradient.address(),
                    Kernels.NO_FLOOR);
        }
        Grid grid = delta.grid();
        int rows = images * grid.height();
        for (int row = 0, count; row < rows; row += count) {
            count = Math.min(chunk, rows - row);
            count = chunk < grid.height() ? Math.min(count, grid.height() - row % grid.height()) : count;
            sumWeights(row, count);
        }
        step.move(learned.weights(), 0, gradient, learned.weights().size());
        if (biased) {
            kernels.contract(
                    biasSums, 1, rows, grid.width(), outPixel, one, delta.address(), zeros, gradient, Kernels.NO_FLOOR);
            step.move(learned.biases(), 0, gradient, learned.biases().size());
        }
    }

    // A piece of the batch that stays in second-level cache: every few weights go over all of it.
    private void sumWeights(int row, int count) {
        int to = row == 0 ? gradient : gradientOfRows;
        kernels.contract(
                weightSums,
                taps * inChannels,
                count,
                delta.grid().width(),
                outPixel,
                in.address() + weightSums.aSegments()[row] - weightSums.aSegments()[0],
                delta.address() + weightSums.bSegments()[row] - weightSums.bSegments()[0],
                zeros,
                to,
                Kernels.NO_FLOOR);
        if (row > 0) {
            kernels.add(gradientOfRows, gradient, learned.weights().size());
        }
    }

    // Whole images, or rows of one if it is large.
    private static int chunk(Window window, Grid in, Grid delta) {
        int images = CHUNK / (in.image() + delta.image());
        int row = window.strideY() * in.row() + delta.down() * delta.row();
        return images > 0 ? images * delta.height() : Math.max(1, CHUNK / row);
    }

    /** The weights with the window turned around and the channels swapped: what the input's gradient is summed with. */
    private void turn(int inPixel) {
        for (int t = 0; t < taps; t++) {
            int from = learned.weights().address() + (taps - 1 - t) * inChannels * outPixel;
            int to = turned + t * outChannels * inPixel;
            for (int o = 0; o < outChannels; o++) {
                for (int c = 0; c < inChannels; c++) {
                    slab.set(to + o * inPixel + c, slab.get(from + c * outPixel + o));
                }
            }
        }
    }

    /** Deeplearning4j's order: biases, then weights as [out channel, in channel, row, column]. */
    private record KernelOrder(ConvolutionOp op, Window window, Block weights, Block biases) implements Learned.Order {
        @Override
        public int size() {
            return op.taps * op.inChannels * op.outChannels + biasCount();
        }

        private int biasCount() {
            return op.biased ? op.outChannels : 0;
        }

        @Override
        public void read(float[] flat, int offset) {
            for (int o = 0; o < biasCount(); o++) {
                op.slab.set(biases.address() + o, flat[offset + o]);
            }
            int next = offset + biasCount();
            for (int o = 0; o < op.outChannels; o++) {
                for (int c = 0; c < op.inChannels; c++) {
                    for (int t = 0; t < op.taps; t++) {
                        op.slab.set(place(t, c, o), flat[next++]);
                    }
                }
            }
        }

        @Override
        public void write(float[] flat, int offset) {
            for (int o = 0; o < biasCount(); o++) {
                flat[offset + o] = op.slab.get(biases.address() + o);
            }
            int next = offset + biasCount();
            for (int o = 0; o < op.outChannels; o++) {
                for (int c = 0; c < op.inChannels; c++) {
                    for (int t = 0; t < op.taps; t++) {
                        flat[next++] = op.slab.get(place(t, c, o));
                    }
                }
            }
        }

        private int place(int tap, int channel, int out) {
            return weights.address() + (tap * op.inChannels + channel) * op.outPixel + out;
        }
    }
}
