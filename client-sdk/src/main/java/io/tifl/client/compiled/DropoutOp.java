package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Inverted dropout: in training a value stays with some probability and is then divided by it; otherwise it becomes 0. */
final class DropoutOp implements Op {
    private static final int DRAW_BITS = 16;

    private final Slab slab;
    private final Kernels kernels;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;
    private final Plane mask;
    private final int threshold;
    private final float kept;
    private SplittableRandom chance = new SplittableRandom(0);

    DropoutOp(Building building, LayerSpec.Dropout spec, Plane in, @Nullable Plane inGradient, Frame frame) {
        Grid grid = in.grid();
        Shape shape = new Shape(grid.height(), grid.width(), grid.channels());
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.in = in;
        this.inGradient = inGradient;
        this.out = building.plane(shape, frame);
        this.outGradient = building.plane(shape, Frame.NONE);
        this.mask = building.plane(shape, Frame.NONE);
        this.threshold = (int) Math.round(spec.retained() * (1 << DRAW_BITS));
        this.kept = (float) (1 / spec.retained());
    }

    /** Starts the draws of a training run. */
    void seed(long seed) {
        chance = new SplittableRandom(seed);
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
        int end = mask.image(images);
        for (int p = mask.address(); p < end; ) {
            long draws = chance.nextLong();
            for (int i = 0; i < Long.SIZE / DRAW_BITS && p < end; i++, p += Float.BYTES) {
                slab.set(p, (draws & ((1 << DRAW_BITS) - 1)) < threshold ? kept : 0);
                draws >>>= DRAW_BITS;
            }
        }
        Pixels.multiply(kernels, in, mask, out, images);
    }

    @Override
    public void forwardSurely(int images) {
        slab.fill(mask.address(), images * mask.grid().image(), 1);
        infer(images);
    }

    @Override
    public void infer(int images) {
        Grid grid = in.grid();
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < grid.height(); y++) {
                slab.copy(in.pixel(i, y, 0), out.pixel(i, y, 0), grid.width() * grid.pixel());
            }
        }
    }

    @Override
    public void backward(int images, Step step) {
        if (inGradient != null) {
            Pixels.multiply(kernels, outGradient, mask, inGradient, images);
        }
    }
}
