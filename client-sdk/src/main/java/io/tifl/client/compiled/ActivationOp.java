package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import org.jspecify.annotations.Nullable;

/** An activation as a layer of its own. */
final class ActivationOp implements Op {
    private final Slab slab;
    private final Kernels kernels;
    private final Activation activation;
    private final Plane in;
    private final @Nullable Plane inGradient;
    private final Plane out;
    private final Plane outGradient;

    ActivationOp(Building building, Activation activation, Plane in, @Nullable Plane inGradient, Frame frame) {
        Grid grid = in.grid();
        Shape shape = new Shape(grid.height(), grid.width(), grid.channels());
        this.slab = building.slab();
        this.kernels = building.kernels();
        this.activation = activation;
        this.in = in;
        this.inGradient = inGradient;
        this.out = building.plane(shape, frame);
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
            for (int y = 0; y < grid.height(); y++) {
                slab.copy(in.pixel(i, y, 0), out.pixel(i, y, 0), grid.width() * grid.pixel());
            }
        }
        Pixels.apply(kernels, activation, out, images);
    }

    @Override
    public void backward(int images, Step step) {
        if (inGradient != null) {
            Pixels.differentiate(kernels, activation, outGradient, out, inGradient, images);
        }
    }
}
