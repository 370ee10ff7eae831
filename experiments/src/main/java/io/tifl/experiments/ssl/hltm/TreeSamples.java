package io.tifl.experiments.ssl.hltm;

/** States of all nodes in a number of samples. Immutable unless someone writes to its array. */
public final class TreeSamples {
    private final TreeShape shape;
    private final int count;
    private final byte[] states;

    /** Around states node by node, each with its samples in a row; the array is kept. */
    TreeSamples(TreeShape shape, int count, byte[] states) {
        this.shape = shape;
        this.count = count;
        this.states = states;
    }

    public TreeShape shape() {
        return shape;
    }

    /** How many samples. */
    public int count() {
        return count;
    }

    /** The state of a node, 0 or 1, in a sample. */
    public int state(int node, int sample) {
        return states[node * count + sample];
    }

    // Node by node, for loops that must not pay for a call.
    byte[] states() {
        return states;
    }
}
