package io.tifl.experiments.ssl.hltm;

import java.util.List;

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

    /**
     * Those of several, one after the other.
     *
     * @param parts one or more, of one shape
     */
    public static TreeSamples together(List<TreeSamples> parts) {
        TreeShape shape = parts.getFirst().shape;
        int count = parts.stream().mapToInt(TreeSamples::count).sum();
        byte[] states = new byte[Math.multiplyExact(shape.nodes(), count)];
        int at = 0;
        for (int node = 0; node < shape.nodes(); node++) {
            for (TreeSamples part : parts) {
                if (!part.shape.equals(shape)) {
                    throw new IllegalArgumentException("expected samples of a " + shape + ", got a " + part.shape);
                }
                System.arraycopy(part.states, node * part.count, states, at, part.count);
                at += part.count;
            }
        }
        return new TreeSamples(shape, count, states);
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
