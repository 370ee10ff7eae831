package io.tifl.client.compiled;

import java.util.List;

/**
 * What a layer reads and how it learns.
 *
 * @param sources indices of the layers it reads, all before it; {@link #INPUT} is the model's input
 */
record Wiring(List<Integer> sources, Learning learning, Clipping clipping) {
    /** The model's input as a source. */
    static final int INPUT = -1;

    /** Whether a layer's parameters move. */
    enum Learning {
        LEARNS,
        /** Stays as it is and behaves as in evaluation, but what lies before it may learn. */
        FROZEN,
        /** Like {@link #FROZEN}, and nothing before it learns either. */
        CUT
    }

    Wiring {
        sources = List.copyOf(sources);
    }
}
