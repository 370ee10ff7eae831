package io.tifl.kernels;

import io.tifl.kernels.internal.GemmBackend;
import io.tifl.kernels.internal.Tier;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The weights of a convolution over images of unsigned bytes, packed once. Exact as {@link PackedWeights} are. Immutable and
 * thread-safe.
 *
 * <p>A block of windows is gathered, multiplied and requantized while it is in cache; the whole matrix of windows never
 * exists. Windows of one pixel in steps of one are multiplied where they lie. Padding has the value that stands for zero.
 */
public final class Convolution {
    /** What a block of windows takes: part of the second cache, beside the weights. */
    private static final int BLOCK_BYTES = 48 << 10;

    private static final int ROWS_OF_WHOLE_TILES = 12; // of six rows or of four

    private final ImageShape in;
    private final SlidingWindow window;
    private final ImageShape out;
    private final List<PackedWeights> groups;

    private Convolution(ImageShape in, SlidingWindow window, ImageShape out, List<PackedWeights> groups) {
        this.in = in;
        this.window = window;
        this.out = out;
        this.groups = groups;
    }

    /** Packs the weights of a convolution in one group. */
    public static Convolution pack(ImageShape in, SlidingWindow window, byte[] weights, int outputs) {
        return pack(in, window, 1, weights, outputs, Packing.DEFAULT);
    }

    /**
     * Packs weights.
     *
     * @param in one image
     * @param groups each of the same number of neighbouring channels, which yields the same number of neighbouring outputs
     * @param weights for each pixel of the window and each channel of a group a row of {@code outputs}; or, if the packing
     *     says transposed, for each output a row of these
     * @param outputs channels of an output image, of all groups together
     */
    public static Convolution pack(
            ImageShape in, SlidingWindow window, int groups, byte[] weights, int outputs, Packing packing) {
        return pack(in, window, groups, weights, outputs, packing, Tier.chosen().backend());
    }

    static Convolution pack(
            ImageShape in,
            SlidingWindow window,
            int groups,
            byte[] weights,
            int outputs,
            Packing packing,
            GemmBackend backend) {
        if (groups < 1 || in.channels() % groups != 0 || outputs < 1 || outputs % groups != 0) {
            throw new IllegalArgumentException("expected groups that divide " + in.channels() + " channels and "
                    + outputs + " outputs, got " + groups);
        }
        ImageShape out = window.over(in, outputs);
        int depth = Math.multiplyExact(window.taps(), in.channels() / groups);
        if ((long) depth * outputs != weights.length) {
            throw new IllegalArgumentException(
                    "expected " + depth + " x " + outputs + " weights, got " + weights.length);
        }
        List<PackedWeights> packed = new ArrayList<>();
        for (int group = 0; group < groups; group++) {
            byte[] part =
                    packing.transposed() ? columns(weights, 1, groups, group) : columns(weights, depth, groups, group);
            packed.add(PackedWeights.pack(part, depth, outputs / groups, packing, backend));
        }
        return new Convolution(in, window, out, packed);
    }

    /** A group's share of the columns of a matrix. */
    private static byte[] columns(byte[] values, int rows, int groups, int group) {
        int width = values.length / rows / groups;
        byte[] part = new byte[rows * width];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, (i * groups + group) * width, part, i * width, width);
        }
        return part;
    }

    /** One image it reads. */
    public ImageShape in() {
        return in;
    }

    /** One image it makes. */
    public ImageShape out() {
        return out;
    }

    /** The convolution to bytes, with a multiplier, zero point and bias for each of all outputs, or as there may be. */
    public ImageOperation requantized(Requantization to) {
        return operation(to.inputZeroPoint(), 1, (weights, group) -> weights.requantized(share(to, group)));
    }

    private Requantization share(Requantization to, int group) {
        Requantization share = Requantization.of(
                        to.inputZeroPoint(), to.outputZeroPoint(), share(to.multipliers(out.channels()), group))
                .withBias(share(to.bias(out.channels()), group));
        int[] zeros = to.weightZeroPoints(out.channels());
        share = zeros.length == 0 ? share : share.withWeightZeroPoints(share(zeros, group));
        return to.lowest() > 0 ? share.withRelu() : share;
    }

    /** The convolution to floats. */
    public ImageOperation dequantized(Dequantization to) {
        return operation(to.inputZeroPoint(), Float.BYTES, (weights, group) -> weights.dequantized(share(to, group)));
    }

    private Dequantization share(Dequantization to, int group) {
        Dequantization share = Dequantization.of(to.inputZeroPoint(), share(to.scales(out.channels()), group))
                .withBias(share(to.bias(out.channels()), group));
        int[] zeros = to.weightZeroPoints(out.channels());
        share = zeros.length == 0 ? share : share.withWeightZeroPoints(share(zeros, group));
        return to.lowest() == 0 ? share.withRelu() : share;
    }

    private float[] share(float[] values, int group) {
        int width = values.length / groups.size();
        return Arrays.copyOfRange(values, group * width, (group + 1) * width);
    }

    private int[] share(int[] values, int group) {
        int width = values.length / groups.size();
        return Arrays.copyOfRange(values, group * width, (group + 1) * width);
    }

    private ImageOperation operation(int inputZero, int elementBytes, BiFunction<PackedWeights, Integer, Gemm> bind) {
        List<Gemm> products = new ArrayList<>();
        for (int group = 0; group < groups.size(); group++) {
            products.add(bind.apply(groups.get(group), group));
        }
        Products all = new Products(List.copyOf(products), out, elementBytes);
        return new ImageOperation(
                in, out, elementBytes, out.pixels(), window.isPointwise() ? pointwise(all) : inBlocks(all, inputZero));
    }

    /** What the windows are multiplied with, group by group. */
    private record Products(List<Gemm> groups, ImageShape out, int elementBytes) {
        /** Multiplies the windows from {@code first} on. */
        void multiply(int group, Rows windows, byte[] outputs, int outputAt, int first) {
            int stride = out.channels() * elementBytes;
            long to = outputAt + (long) first * stride + (long) group * (stride / groups.size());
            groups.get(group)
                    .multiply(windows, new Rows(MemorySegment.ofArray(outputs).asSlice(to), windows.count(), stride));
        }
    }

    private ImageOperation.Loop pointwise(Products products) {
        int channels = in.channels() / groups.size();
        return (inputs, inputAt, outputs, outputAt, first, count) -> {
            for (int group = 0; group < groups.size(); group++) {
                long from = inputAt + (long) first * in.channels() + (long) group * channels;
                Rows windows = new Rows(MemorySegment.ofArray(inputs).asSlice(from), count, in.channels());
                products.multiply(group, windows, outputs, outputAt, first);
            }
        };
    }

    private ImageOperation.Loop inBlocks(Products products, int inputZero) {
        int channels = in.channels() / groups.size();
        int depth = groups.getFirst().depth();
        WindowColumns columns = new WindowColumns(in, window, channels, inputZero);
        int blockRows = Math.max(1, BLOCK_BYTES / depth / ROWS_OF_WHOLE_TILES) * ROWS_OF_WHOLE_TILES;
        ColumnMemory memory =
                new ColumnMemory(Math.addExact(Math.multiplyExact(blockRows, depth), WindowColumns.SLACK));
        return (inputs, inputAt, outputs, outputAt, first, count) -> {
            byte[] block = memory.take();
            for (int done = 0; done < count; done += blockRows) {
                int rows = Math.min(blockRows, count - done);
                for (int group = 0; group < groups.size(); group++) {
                    columns.gather(inputs, inputAt, group * channels, first + done, rows, block);
                    Rows windows = new Rows(MemorySegment.ofArray(block), rows, depth);
                    products.multiply(group, windows, outputs, outputAt, first + done);
                }
            }
            memory.giveBack(block);
        };
    }
}
