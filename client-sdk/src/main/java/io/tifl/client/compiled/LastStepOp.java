package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import org.jspecify.annotations.Nullable;

/** The last position of each sequence. */
final class LastStepOp implements Op {
    private final Slab slab;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;

    LastStepOp(Building building, Plane in, @Nullable Plane inGradient) {
        Shape shape = Shape.flat(in.grid().channels());
        this.slab = building.slab();
        this.in = in;
        this.inGradient = inGradient;
        this.out = building.plane(shape, Frame.NONE);
        this.outGradient = building.plane(shape, Frame.NONE);
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
        Grid grid = in.grid();
        for (int i = 0; i < images; i++) {
            slab.copy(in.pixel(i, grid.height() - 1, 0), out.image(i), grid.pixel());
        }
    }

    @Override
    public void backward(int images, Step step) {
        if (inGradient == null) {
            return;
        }
        Grid grid = inGradient.grid();
        slab.fill(inGradient.address(), images * grid.image(), 0);
        for (int i = 0; i < images; i++) {
            slab.copy(outGradient.image(i), inGradient.pixel(i, grid.height() - 1, 0), grid.pixel());
        }
    }
}
