package io.tifl.kernels;

import java.util.Arrays;

/**
 * Which rows of an {@link EmbeddingTable} are summed: indices, cut into bags, each of which makes one sum, and weights.
 * An empty bag sums to zeros. Immutable.
 */
public final class EmbeddingBags {
    private final int[] indices;
    private final int[] ends;
    private final float[] weights;
    private final boolean byPosition;
    private final int smallest;
    private final int largest;

    private EmbeddingBags(int[] indices, int[] ends, float[] weights, boolean byPosition) {
        this.indices = indices;
        this.ends = ends;
        this.weights = weights;
        this.byPosition = byPosition;
        int min = 0;
        int max = -1;
        for (int index : indices) {
            min = Math.min(min, index);
            max = Math.max(max, index);
        }
        this.smallest = min;
        this.largest = max;
    }

    /**
     * Bags by offsets.
     *
     * @param indices of rows
     * @param offsets one more than there are bags: where in the indices each begins, and the number of indices
     */
    public static EmbeddingBags ofOffsets(int[] indices, int... offsets) {
        if (offsets.length == 0 || offsets[0] != 0 || offsets[offsets.length - 1] != indices.length) {
            throw new IllegalArgumentException("offsets lead from 0 to the number of indices, " + indices.length
                    + ", got " + (offsets.length == 0 ? "none" : offsets[0] + " to " + offsets[offsets.length - 1]));
        }
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] < offsets[i - 1]) {
                throw new IllegalArgumentException(
                        "offsets do not decrease, got " + offsets[i] + " after " + offsets[i - 1]);
            }
        }
        return new EmbeddingBags(indices.clone(), Arrays.copyOfRange(offsets, 1, offsets.length), new float[0], false);
    }

    /**
     * Bags by lengths.
     *
     * @param indices of rows
     * @param lengths how many indices each bag has
     */
    public static EmbeddingBags ofLengths(int[] indices, int... lengths) {
        int[] ends = new int[lengths.length];
        long end = 0;
        for (int i = 0; i < lengths.length; i++) {
            end += lengths[i];
            if (lengths[i] < 0 || end > indices.length) {
                throw new IllegalArgumentException("lengths are not negative and sum to the number of indices, "
                        + indices.length + ", got " + lengths[i] + ", and " + end + " so far");
            }
            ends[i] = (int) end;
        }
        if (end != indices.length) {
            throw new IllegalArgumentException(
                    "lengths sum to the number of indices, " + indices.length + ", got " + end);
        }
        return new EmbeddingBags(indices.clone(), ends, new float[0], false);
    }

    /** The same with a weight for each index. */
    public EmbeddingBags weighted(float... perIndex) {
        if (perIndex.length != indices.length) {
            throw new IllegalArgumentException(
                    "expected a weight for each of " + indices.length + " indices, got " + perIndex.length);
        }
        return new EmbeddingBags(indices, ends, perIndex.clone(), false);
    }

    /** The same with weights for the first index of each bag, the second, and so on; as many as the longest bag has. */
    public EmbeddingBags weightedByPosition(float... perPosition) {
        for (int bag = 0; bag < count(); bag++) {
            if (end(bag) - start(bag) > perPosition.length) {
                throw new IllegalArgumentException("bag " + bag + " has " + (end(bag) - start(bag))
                        + " indices, and there are weights for " + perPosition.length);
            }
        }
        return new EmbeddingBags(indices, ends, perPosition.clone(), true);
    }

    /** How many bags there are. */
    public int count() {
        return ends.length;
    }

    int start(int bag) {
        return bag == 0 ? 0 : ends[bag - 1];
    }

    int end(int bag) {
        return ends[bag];
    }

    /** Where in the indices each bag ends. */
    int[] ends() {
        return ends;
    }

    int[] indices() {
        return indices;
    }

    /** Empty if all weights are 1. */
    float[] weights() {
        return weights;
    }

    boolean byPosition() {
        return byPosition;
    }

    /** Number of the weight of the index at this position, which lies in this bag. */
    int weightAt(int bag, int position) {
        return byPosition ? position - start(bag) : position;
    }

    void requireWithin(int rows) {
        if (smallest < 0 || largest >= rows) {
            throw new IllegalArgumentException(
                    "indices lie within 0 and " + (rows - 1) + ", got " + (smallest < 0 ? smallest : largest));
        }
    }
}
