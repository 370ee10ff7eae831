package io.tifl.client.compiled;

import static io.tifl.client.compiled.ChannelKernels.CONSTANT;
import static io.tifl.client.compiled.ChannelKernels.GRADIENTS;
import static io.tifl.client.compiled.ChannelKernels.MEAN;
import static io.tifl.client.compiled.ChannelKernels.OFFSET;
import static io.tifl.client.compiled.ChannelKernels.OF_DISTANCE;
import static io.tifl.client.compiled.ChannelKernels.OF_GRADIENT;
import static io.tifl.client.compiled.ChannelKernels.PRODUCTS;
import static io.tifl.client.compiled.ChannelKernels.SCALE;
import static io.tifl.client.compiled.ChannelKernels.SQUARES;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Learned.Block;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalisation (Ioffe and Szegedy, ICML 2015), with a rectifier behind it if there is one.
 *
 * <p>Nothing is kept between the passes but the input: forward reads it twice, backward reads it and the gradient twice. The
 * running statistics lie outside the memory of parameters, so that no rule, penalty or proximal term finds them; they move in
 * the backward pass, as Deeplearning4j's do.
 */
final class BatchNormOp implements Op {
    private final Slab slab;
    private final ChannelKernels kernels;
    private final LayerSpec.BatchNorm spec;
    private final float floor;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;
    private final Runs forward;
    private final Runs sums;
    private final Runs backward;
    private final Learned learned;
    private final int channels;
    private final int pixel;
    private final int table;
    private final int gammas;
    private final int betas;
    private final int runningMeans;
    private final int runningSpreads;
    private final int change;

    /**
     * Lays out all of its memory.
     *
     * @param activation behind it: none or the rectifier
     * @param inGradient null if nothing before it needs one
     * @param frame that the next layer wants around the output
     */
    BatchNormOp(
            Building building,
            LayerSpec.BatchNorm spec,
            Activation activation,
            Plane in,
            @Nullable Plane inGradient,
            Frame frame) {
        Grid grid = in.grid();
        Shape shape = new Shape(grid.height(), grid.width(), grid.channels());
        this.slab = building.slab();
        this.kernels = building.channelKernels();
        this.spec = spec;
        this.floor = activation.floor();
        this.in = in;
        this.inGradient = inGradient;
        this.out = building.plane(shape, frame);
        this.outGradient = building.plane(shape, Frame.NONE);
        this.forward = Runs.cached(in, out);
        this.sums = Runs.cached(in, outGradient);
        this.backward = inGradient == null ? sums : Runs.cached(in, outGradient, inGradient);
        this.channels = grid.channels();
        this.pixel = grid.pixel();
        Block gamma = building.block(pixel, 0, 0);
        Block beta = building.block(pixel, 0, 0);
        this.gammas = gamma.address();
        this.betas = beta.address();
        this.table = building.scratch(ChannelKernels.ROWS * pixel);
        this.runningMeans = building.scratch(pixel);
        this.runningSpreads = building.scratch(pixel);
        this.change = building.scratch(pixel);
        this.learned = new Learned(gamma, beta, new ChannelOrder(this));
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
    public int movedFloats() {
        return 4 * pixel;
    }

    private int row(int index) {
        return table + index * pixel;
    }

    private int count(int images) {
        return images * in.grid().pixels();
    }

    @Override
    public void forward(int images) {
        slab.fill(row(MEAN), 2 * pixel, 0);
        int before = 0;
        for (int run = 0, runs = sums.count(images); run < runs; run++) {
            int rows = sums.rows(images, run);
            kernels.moments(sums.address(in, run), rows, pixel, table, before);
            before += rows;
        }
        for (int c = 0; c < channels; c++) {
            float variance = slab.get(row(SQUARES) + c) / count(images);
            scale(c, (float) Math.sqrt(variance + (float) spec.epsilon()));
        }
        normalize(images);
    }

    @Override
    public boolean mixesExamples() {
        return true;
    }

    @Override
    public void infer(int images) {
        slab.copy(runningMeans, row(MEAN), pixel);
        for (int c = 0; c < channels; c++) {
            scale(c, (float) Math.sqrt(runningVariance(c) + (float) spec.epsilon()));
        }
        normalize(images);
    }

    private void scale(int channel, float deviation) {
        // Deeplearning4j leaves locked numbers out unless both do something.
        boolean plain = spec.locked() && (spec.gamma() == 1 || spec.beta() == 0);
        slab.set(row(SCALE) + channel, (plain ? 1 : gamma(channel)) / deviation);
        slab.set(row(OFFSET) + channel, plain ? 0 : beta(channel));
        slab.set(row(OF_GRADIENT) + channel, 1 / deviation);
    }

    private float gamma(int channel) {
        return spec.locked() ? (float) spec.gamma() : slab.get(gammas + channel);
    }

    private float beta(int channel) {
        return spec.locked() ? (float) spec.beta() : slab.get(betas + channel);
    }

    private float runningVariance(int channel) {
        float kept = slab.get(runningSpreads + channel);
        if (!spec.logarithmic()) {
            return kept;
        }
        float deviation = (float) StrictMath.pow(10, kept);
        return deviation * deviation;
    }

    private void normalize(int images) {
        for (int run = 0, runs = forward.count(images); run < runs; run++) {
            kernels.normalize(
                    forward.address(in, run),
                    forward.rows(images, run),
                    pixel,
                    table,
                    forward.address(out, run),
                    floor);
        }
    }

    @Override
    public void backward(int images, Step step) {
        slab.fill(row(GRADIENTS), 2 * pixel, 0);
        for (int run = 0, runs = sums.count(images); run < runs; run++) {
            kernels.normalizeSums(
                    sums.address(outGradient, run), sums.address(in, run), sums.rows(images, run), pixel, table, floor);
        }
        for (int c = 0; c < channels; c++) {
            spread(c, count(images));
        }
        if (inGradient != null) {
            for (int run = 0, runs = backward.count(images); run < runs; run++) {
                kernels.normalizeGradient(
                        backward.address(outGradient, run),
                        backward.address(in, run),
                        backward.rows(images, run),
                        pixel,
                        table,
                        floor,
                        backward.address(inGradient, run));
            }
        }
        moveStatistics(images, step);
        if (!spec.locked()) {
            step.move(learned.weights(), 0, row(PRODUCTS), pixel);
            step.move(learned.biases(), 0, row(GRADIENTS), pixel);
        }
    }

    // Every input moves the mean and the variance of all.
    private void spread(int channel, int count) {
        float inverse = slab.get(row(OF_GRADIENT) + channel);
        float gradients = slab.get(row(GRADIENTS) + channel);
        float products = slab.get(row(PRODUCTS) + channel);
        float weight = gamma(channel) * inverse;
        slab.set(row(OF_GRADIENT) + channel, weight);
        slab.set(row(OF_DISTANCE) + channel, -weight * inverse * inverse * products / count);
        slab.set(row(CONSTANT) + channel, -weight * gradients / count);
        slab.set(row(PRODUCTS) + channel, products * inverse);
    }

    private void moveStatistics(int images, Step step) {
        float share = (float) (1 - spec.decay());
        for (int c = 0; c < channels; c++) {
            slab.set(change + c, (slab.get(runningMeans + c) - slab.get(row(MEAN) + c)) * share);
        }
        step.shift(runningMeans, change, pixel);
        for (int c = 0; c < channels; c++) {
            float variance = slab.get(row(SQUARES) + c) / count(images);
            slab.set(change + c, spreadChange(c, variance, share));
        }
        step.shift(runningSpreads, change, pixel);
    }

    private float spreadChange(int channel, float variance, float share) {
        float before = runningVariance(channel);
        if (!spec.logarithmic()) {
            return (before - variance) * share;
        }
        float after = before * (float) spec.decay() + variance * share;
        return (float) (StrictMath.log10(before / after) / 2);
    }

    /** Deeplearning4j's order: scale and offset unless they are locked, running mean, running variance. */
    private record ChannelOrder(BatchNormOp op) implements Learned.Order {
        @Override
        public int size() {
            return (op.spec.locked() ? 2 : 4) * op.channels;
        }

        private int[] places() {
            return op.spec.locked()
                    ? new int[] {op.runningMeans, op.runningSpreads}
                    : new int[] {op.gammas, op.betas, op.runningMeans, op.runningSpreads};
        }

        @Override
        public void read(float[] flat, int offset) {
            int next = offset;
            for (int place : places()) {
                for (int c = 0; c < op.channels; c++) {
                    op.slab.set(place + c, flat[next++]);
                }
            }
        }

        @Override
        public void write(float[] flat, int offset) {
            int next = offset;
            for (int place : places()) {
                for (int c = 0; c < op.channels; c++) {
                    flat[next++] = op.slab.get(place + c);
                }
            }
        }
    }
}
