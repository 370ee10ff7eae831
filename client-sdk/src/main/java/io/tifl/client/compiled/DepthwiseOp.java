package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import org.jspecify.annotations.Nullable;

/**
 * Depthwise convolution: each channel has a window of its own, so with channels adjacent it is multiplication vector by vector.
 * The gradient of the input is the same over the output's gradient, set apart by the stride in a frame of zeros, with the window
 * turned around.
 */
final class DepthwiseOp implements Op {
    private final Slab slab;
    private final ChannelKernels kernels;
    private final Kernels valueKernels;
    private final Activation activation;
    private final boolean biased;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;
    private final Plane delta;
    private final Learned learned;

    private final int channels;
    private final int pixel;
    private final int[] windows;
    private final int[] taps;
    private final int[] outs;
    private final int[] deltas;
    private final int[] backwardWindows;
    private final int[] backwardTaps;
    private final int[] inGradients;
    private final int gradient;
    private final int biasGradient;
    private final int turned;
    private final int zeros;

    /**
     * Lays out all of its memory.
     *
     * @param inGradient null if nothing before it needs one
     * @param frame that the next layer wants around the output
     */
    DepthwiseOp(Building building, LayerSpec.Depthwise spec, Plane in, @Nullable Plane inGradient, Frame frame) {
        Grid grid = in.grid();
        Window window = spec.window();
        Shape shape = new Shape(grid.height(), grid.width(), grid.channels());
        Shape outShape = spec.out(shape);
        this.slab = building.slab();
        this.kernels = building.channelKernels();
        this.valueKernels = building.kernels();
        this.activation = spec.activation();
        this.biased = spec.biased();
        this.in = in;
        this.inGradient = inGradient;
        this.out = building.plane(outShape, frame);
        this.outGradient = building.plane(outShape, Frame.NONE);
        this.delta = inGradient == null
                ? outGradient
                : building.plane(outGradient
                        .grid()
                        .spread(
                                window.spanY() - 1 - window.top(shape),
                                window.spanX() - 1 - window.left(shape),
                                window.strideY(),
                                window.strideX(),
                                shape.height() + window.spanY() - 1,
                                shape.width() + window.spanX() - 1));
        this.channels = grid.channels();
        this.pixel = grid.pixel();
        int size = window.height() * window.width() * pixel;
        Block weights = building.block(size, spec.penalty().l1(), spec.penalty().l2());
        Block biases =
                building.block(pixel, spec.penalty().biasL1(), spec.penalty().biasL2());
        this.learned = new Learned(weights, biases, new TapOrder(this, weights, biases));
        int origin = (grid.top() - window.top(shape)) * grid.row() + (grid.left() - window.left(shape)) * grid.pixel();
        this.windows = places(outShape, origin, window.strideY() * grid.row(), window.strideX() * grid.pixel());
        this.taps = taps(window, grid);
        this.outs = out.grid().offsets(1);
        this.deltas = delta.grid().offsets(1);
        Grid from = delta.grid();
        this.backwardWindows = places(shape, 0, from.row(), from.pixel());
        this.backwardTaps = taps(window, from);
        this.inGradients = inGradient == null ? new int[0] : inGradient.grid().offsets(1);
        this.gradient = building.scratch(size);
        this.biasGradient = building.scratch(pixel);
        this.turned = building.scratch(size);
        this.zeros = building.zeros(pixel);
    }

    private static int[] places(Shape shape, int origin, int down, int across) {
        int[] places = new int[shape.height() * shape.width()];
        for (int i = 0; i < places.length; i++) {
            places[i] = origin + i / shape.width() * down + i % shape.width() * across;
        }
        return places;
    }

    private static int[] taps(Window window, Grid grid) {
        return places(
                new Shape(window.height(), window.width(), 1),
                0,
                window.dilationY() * grid.row(),
                window.dilationX() * grid.pixel());
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
        for (int i = 0; i < images; i++) {
            kernels.depthwise(
                    windows,
                    taps,
                    outs,
                    pixel,
                    in.image(i),
                    learned.weights().address(),
                    learned.biases().address(),
                    out.image(i),
                    activation.floor());
        }
        Pixels.activate(valueKernels, activation, out, images);
    }

    @Override
    public void backward(int images, Step step) {
        Pixels.differentiate(valueKernels, activation, outGradient, out, delta, images);
        slab.fill(gradient, learned.weights().size(), 0);
        slab.fill(biasGradient, pixel, 0);
        turn();
        for (int i = 0; i < images; i++) {
            kernels.depthwiseSums(windows, taps, deltas, pixel, in.image(i), delta.image(i), gradient, biasGradient);
            if (inGradient != null) {
                kernels.depthwise(
                        backwardWindows,
                        backwardTaps,
                        inGradients,
                        pixel,
                        delta.image(i),
                        turned,
                        zeros,
                        inGradient.image(i),
                        Kernels.NO_FLOOR);
            }
        }
        step.move(learned.weights(), 0, gradient, learned.weights().size());
        if (biased) {
            step.move(learned.biases(), 0, biasGradient, pixel);
        }
    }

    private void turn() {
        for (int t = 0; t < taps.length; t++) {
            slab.copy(learned.weights().address() + (taps.length - 1 - t) * pixel, turned + t * pixel, pixel);
        }
    }

    /** Deeplearning4j's order: biases, then weights as [row, column, channel]. */
    private record TapOrder(DepthwiseOp op, Block weights, Block biases) implements Learned.Order {
        @Override
        public int size() {
            return (op.taps.length + (op.biased ? 1 : 0)) * op.channels;
        }

        @Override
        public void read(float[] flat, int offset) {
            int next = offset;
            for (int t = op.biased ? -1 : 0; t < op.taps.length; t++) {
                for (int c = 0; c < op.channels; c++) {
                    op.slab.set(place(t, c), flat[next++]);
                }
            }
        }

        @Override
        public void write(float[] flat, int offset) {
            int next = offset;
            for (int t = op.biased ? -1 : 0; t < op.taps.length; t++) {
                for (int c = 0; c < op.channels; c++) {
                    flat[next++] = op.slab.get(place(t, c));
                }
            }
        }

        // Biases come where a window position before the first would be.
        private int place(int tap, int channel) {
            return (tap < 0 ? biases.address() : weights.address() + tap * op.pixel) + channel;
        }
    }
}
