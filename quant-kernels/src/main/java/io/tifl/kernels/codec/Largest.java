package io.tifl.kernels.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The values of largest magnitude, found in three passes by counting the bits of magnitudes, which order floats as numbers
 * do; NaN is largest of all. Of equal magnitudes the earlier are taken, so the choice is the same everywhere.
 */
final class Largest {
    private static final int LOW_BITS = 16;
    private static final int LOW = (1 << LOW_BITS) - 1;

    private Largest() {}

    /**
     * Indices of the {@code count} largest, in ascending order.
     *
     * @param count at least 1, at most the number of values
     */
    static int[] indices(MemorySegment values, int size, int count) {
        int[] high = new int[1 << (Integer.SIZE - 1 - LOW_BITS)];
        for (int i = 0; i < size; i++) {
            high[magnitude(values, i) >>> LOW_BITS]++;
        }
        Cut upper = Cut.of(high, count);
        int[] low = new int[1 << LOW_BITS];
        for (int i = 0; i < size; i++) {
            int magnitude = magnitude(values, i);
            if (magnitude >>> LOW_BITS == upper.bucket) {
                low[magnitude & LOW]++;
            }
        }
        Cut lower = Cut.of(low, upper.within);
        return from(values, size, count, upper.bucket << LOW_BITS | lower.bucket, lower.within);
    }

    /**
     * The bucket in which the last of the wanted values lies.
     *
     * @param within how many of this bucket are wanted
     */
    private record Cut(int bucket, int within) {
        static Cut of(int[] counts, int wanted) {
            int left = wanted;
            int bucket = counts.length - 1;
            while (counts[bucket] < left) {
                left -= counts[bucket];
                bucket--;
            }
            return new Cut(bucket, left);
        }
    }

    private static int[] from(MemorySegment values, int size, int count, int least, int equals) {
        int[] indices = new int[count];
        int found = 0;
        int equal = 0;
        for (int i = 0; i < size && found < count; i++) {
            int magnitude = magnitude(values, i);
            if (magnitude > least || (magnitude == least && equal++ < equals)) {
                indices[found++] = i;
            }
        }
        return indices;
    }

    private static int magnitude(MemorySegment values, int i) {
        return values.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i) & Integer.MAX_VALUE;
    }
}
