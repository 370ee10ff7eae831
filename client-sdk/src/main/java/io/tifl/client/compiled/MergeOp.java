package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The channels of several planes behind each other. */
final class MergeOp implements Op {
    private final Slab slab;
    private final List<Plane> ins;
    private final @Nullable Plane[] inGradients;
    private final Plane out;
    private final Plane outGradient;

    /**
     * Lays out all of its memory.
     *
     * @param ins planes of one height and width
     * @param inGradients as many, null for those that need none
     */
    MergeOp(Building building, LayerSpec.Merge spec, List<Plane> ins, @Nullable Plane[] inGradients, Frame frame) {
        Grid grid = ins.getFirst().grid();
        Shape shape = new Shape(grid.height(), grid.width(), spec.channels());
        this.slab = building.slab();
        this.ins = List.copyOf(ins);
        this.inGradients = inGradients.clone();
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
        int first = 0;
        for (Plane in : ins) {
            copy(in, 0, out, first, in.grid().channels(), images);
            first += in.grid().channels();
        }
    }

    @Override
    public void backward(int images, Step step) {
        int first = 0;
        for (int i = 0; i < ins.size(); i++) {
            int channels = ins.get(i).grid().channels();
            Plane to = inGradients[i];
            if (to != null) {
                copy(outGradient, first, to, 0, channels, images);
            }
            first += channels;
        }
    }

    private void copy(Plane from, int fromChannel, Plane to, int toChannel, int channels, int images) {
        Grid grid = out.grid();
        for (int i = 0; i < images; i++) {
            for (int y = 0; y < grid.height(); y++) {
                for (int x = 0; x < grid.width(); x++) {
                    slab.copy(from.pixel(i, y, x) + fromChannel, to.pixel(i, y, x) + toChannel, channels);
                }
            }
        }
    }
}
