package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Max, average or sum pooling, all channels of a window at once, max with a rectifier behind it if there is one. Padding is left
 * out of windows, not read as 0.
 */
final class PoolOp implements Op {
    private final Slab slab;
    private final Kernels kernels;
    private final boolean max;
    private final Activation activation;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;
    private final Windows windows;
    private final boolean disjoint;

    private PoolOp(
            Building building,
            boolean max,
            Window window,
            Divisor divisor,
            Activation activation,
            Plane in,
            @Nullable Plane inGradient,
            Frame frame) {
        Shape inShape =
                new Shape(in.grid().height(), in.grid().width(), in.grid().channels());
        Shape outShape = window.out(inShape, inShape.channels());
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.max = max;
        this.activation = activation;
        this.in = in;
        this.inGradient = inGradient;
        this.out = building.plane(outShape, frame);
        this.outGradient = building.plane(outShape, Frame.NONE);
        Grid gradientGrid = inGradient == null ? in.grid() : inGradient.grid();
        this.windows = windows(window, inShape, in.grid(), gradientGrid, out.grid(), outGradient.grid(), divisor);
        this.disjoint = window.strideY() >= window.spanY()
                && window.strideX() >= window.spanX()
                && windows.taps().length == in.grid().pixels();
    }

    /** What a sum over a window is divided by. */
    private enum Divisor {
        ONE,
        VALUES,
        VALUES_AND_PADDING
    }

    /** @param activation behind it: none or the rectifier */
    static PoolOp max(
            Building building,
            LayerSpec.MaxPool spec,
            Activation activation,
            Plane in,
            @Nullable Plane inGradient,
            Frame frame) {
        return new PoolOp(building, true, spec.window(), Divisor.ONE, activation, in, inGradient, frame);
    }

    static PoolOp average(
            Building building, LayerSpec.AveragePool spec, Plane in, @Nullable Plane inGradient, Frame frame) {
        Divisor divisor = spec.paddingCounts() ? Divisor.VALUES_AND_PADDING : Divisor.VALUES;
        return new PoolOp(building, false, spec.window(), divisor, Activation.IDENTITY, in, inGradient, frame);
    }

    static PoolOp sum(Building building, LayerSpec.SumPool spec, Plane in, @Nullable Plane inGradient, Frame frame) {
        return new PoolOp(building, false, spec.window(), Divisor.ONE, Activation.IDENTITY, in, inGradient, frame);
    }

    private static Windows windows(
            Window window, Shape shape, Grid in, Grid gradient, Grid out, Grid outGradient, Divisor divisor) {
        int count = out.pixels();
        int[] first = new int[count + 1];
        int[] taps = new int[Math.multiplyExact(count, window.height() * window.width())];
        int[] gradientTaps = new int[taps.length];
        float[] divisors = new float[count];
        int used = 0;
        for (int w = 0; w < count; w++) {
            int top = w / out.width() * window.strideY() - window.top(shape);
            int left = w % out.width() * window.strideX() - window.left(shape);
            first[w] = used;
            for (int t = 0; t < window.height() * window.width(); t++) {
                int y = top + t / window.width() * window.dilationY();
                int x = left + t % window.width() * window.dilationX();
                if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
                    taps[used] = in.offset(y, x);
                    gradientTaps[used++] = gradient.offset(y, x);
                }
            }
            divisors[w] = switch (divisor) {
                case ONE -> 1;
                case VALUES -> used - first[w];
                case VALUES_AND_PADDING -> window.height() * window.width();
            };
        }
        first[count] = used;
        return new Windows(
                first,
                Arrays.copyOf(taps, used),
                Arrays.copyOf(gradientTaps, used),
                out.offsets(1),
                outGradient.offsets(1),
                divisors,
                in.pixel());
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
    public void forward(int images) {
        for (int i = 0; i < images; i++) {
            if (max) {
                kernels.maxPool(windows, in.image(i), out.image(i));
            } else {
                kernels.averagePool(windows, in.image(i), out.image(i));
            }
        }
        if (activation != Activation.IDENTITY) {
            Pixels.apply(kernels, activation, out, images);
        }
    }

    @Override
    public void backward(int images, Step step) {
        if (inGradient == null) {
            return;
        }
        // Where the rectifier cut, no value of the window equals the result, and there is no gradient to hand out.
        Pixels.differentiate(kernels, activation, outGradient, out, outGradient, images);
        if (!disjoint || !max) {
            slab.fill(inGradient.address(), images * inGradient.grid().image(), 0);
        }
        for (int i = 0; i < images; i++) {
            if (max && disjoint) {
                kernels.disjointMaxPoolGradient(
                        windows, in.image(i), out.image(i), outGradient.image(i), inGradient.image(i));
            } else if (max) {
                kernels.maxPoolGradient(windows, in.image(i), out.image(i), outGradient.image(i), inGradient.image(i));
            } else {
                kernels.averagePoolGradient(windows, outGradient.image(i), inGradient.image(i));
            }
        }
    }
}
