package io.tifl.client.compiled;

import org.jspecify.annotations.Nullable;

/** A dense layer at every position of a sequence: to it, each position is an example. */
final class PerPositionOp implements Op {
    private final DenseOp dense;
    private final int time;
    private final Plane out;
    private final Plane outGradient;

    /**
     * Lays out all of its memory.
     *
     * @param in without a frame
     * @param inGradient null if nobody needs it
     */
    PerPositionOp(Building building, LayerSpec.Dense spec, Plane in, @Nullable Plane inGradient) {
        this.time = in.grid().pixels();
        this.dense =
                new DenseOp(building.times(time), spec, single(in), inGradient == null ? null : single(inGradient));
        this.out = sequence(dense.out());
        this.outGradient = sequence(dense.outGradient());
    }

    private static Plane single(Plane plane) {
        Grid grid = plane.grid();
        if (!grid.isPlain()) {
            throw new IllegalArgumentException("positions lie without a frame, got " + grid);
        }
        return new Plane(plane.address(), Grid.plain(1, 1, grid.channels(), grid.pixel()));
    }

    private Plane sequence(Plane positions) {
        Grid grid = positions.grid();
        return new Plane(positions.address(), Grid.plain(time, 1, grid.channels(), grid.pixel()));
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
        return dense.learned();
    }

    @Override
    public void forward(int images) {
        dense.forward(images * time);
    }

    @Override
    public void backward(int images, Step step) {
        dense.backward(images * time, step);
    }
}
