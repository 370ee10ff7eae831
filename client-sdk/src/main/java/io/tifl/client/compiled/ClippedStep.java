package io.tifl.client.compiled;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers a layer's whole gradient, cuts it down to size and only then moves the parameters. One per layer, for layers that
 * want it; the others move theirs while it is in cache. Confined to one thread.
 */
final class ClippedStep implements Step {
    private final Kernels kernels;
    private final Slab slab;
    private final Clipping clipping;
    private final int buffer;
    private final int room;
    private final List<Part> parts = new ArrayList<>();
    private int used;

    /**
     * Values that have a length together.
     *
     * @param block null for what is shifted
     * @param target address of the values
     * @param gradient address of what was gathered
     */
    private record Part(Learned.@Nullable Block block, int target, int gradient, int count) {}

    /** @param room floats that one backward pass gathers */
    ClippedStep(Kernels kernels, Slab slab, Clipping clipping, int room) {
        this.kernels = kernels;
        this.slab = slab;
        this.clipping = clipping;
        this.room = room;
        this.buffer = slab.floats(room);
    }

    @Override
    public void next(int examples) {}

    // What is not handed over would keep the gradient of another batch.
    @Override
    public boolean isLocal(Learned.Block block) {
        return false;
    }

    @Override
    public void move(Learned.Block block, int offset, int gradient, int count) {
        slab.copy(gradient, part(block, block.address(), block.size()).gradient() + offset, count);
    }

    @Override
    public void shift(int values, int change, int count) {
        slab.copy(change, part(null, values, count).gradient(), count);
    }

    // The same in every step, so that only the first one makes them.
    private Part part(Learned.@Nullable Block block, int target, int count) {
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).target() == target) {
                return parts.get(i);
            }
        }
        if (used + count > room) {
            throw new IllegalStateException("room for " + room + " gathered values, asked for " + (used + count));
        }
        Part part = new Part(block, target, buffer + used, count);
        parts.add(part);
        used += count;
        return part;
    }

    /** Moves what was gathered since the last call. */
    void finish(OptimizerStep step) {
        double squares = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (part.block() != null) {
                step.average(part.block(), 0, part.gradient(), part.count());
            }
            squares += kernels.squares(part.gradient(), part.count());
        }
        for (int i = 0; i < parts.size(); i++) {
            cut(parts.get(i), squares);
            move(parts.get(i), step);
        }
    }

    private void cut(Part part, double squares) {
        if (clipping.kind() == Clipping.Kind.CLIP_VALUES) {
            kernels.clip(part.gradient(), part.count(), (float) clipping.threshold());
            return;
        }
        double all = clipping.isPerLayer() ? squares : kernels.squares(part.gradient(), part.count());
        double factor = clipping.factor(Math.sqrt(all));
        if (factor != 1) {
            kernels.regularise(part.gradient(), part.target(), part.target(), part.count(), (float) factor, 0, 0, 0);
        }
    }

    private static void move(Part part, OptimizerStep step) {
        if (part.block() == null) {
            step.shift(part.target(), part.gradient(), part.count());
        } else {
            step.moveByMean(part.block(), 0, part.gradient(), part.count());
        }
    }
}
