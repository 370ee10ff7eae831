package io.tifl.kernels.jit;

import java.util.List;

/**
 * Fetches of what a tile needs soon, spread evenly over the steps of a block: more streams are read than the processor
 * foresees, and many fetches at once would wait for each other.
 */
final class RowPrefetches {
    private final Assembler code;
    private final List<Mem> places;
    private final int steps;
    private int step;
    private int done;

    RowPrefetches(Assembler code, List<Mem> places, int steps) {
        this.code = code;
        this.places = places;
        this.steps = steps;
    }

    /** Emits what is due in the next step. */
    void next() {
        step++;
        for (; done < places.size() * step / steps; done++) {
            code.prefetch(places.get(done));
        }
    }
}
