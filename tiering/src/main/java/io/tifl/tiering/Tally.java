package io.tifl.tiering;

/**
 * How many numbers lie in each of many narrow buckets, and what they sum to: order statistics of a changing multitude to 1/256,
 * and exactly where a bucket's numbers are equal. Immutable.
 *
 * <p>Numbers are floats that {@link Octaves#clamped} yields, so those of a bucket have one exponent and their sums are exact up to
 * 2^29 of them: what was added and taken out again leaves no trace, and a tally depends on its numbers alone.
 */
record Tally(Octaves buckets, PersistentLongs counts, PersistentLongs sums, int size) {
    private static final int BITS = 8;

    static Tally empty(Octaves range) {
        Octaves buckets = new Octaves(range.lowest(), range.octaves(), BITS);
        PersistentLongs zeros = PersistentLongs.copyOf(new long[buckets.count()]);
        return new Tally(buckets, zeros, zeros, 0);
    }

    /**
     * The number of a rank: the mean of the bucket it lies in.
     *
     * @param rank from 0, the smallest, to {@link #size} - 1
     */
    double at(int rank) {
        long left = rank;
        for (int bucket = 0; bucket < buckets.count(); bucket++) {
            long count = counts.get(bucket);
            if (left < count) {
                return Double.longBitsToDouble(sums.get(bucket)) / (double) count;
            }
            left -= count;
        }
        throw new IndexOutOfBoundsException("rank " + rank + " of " + size);
    }

    /** The number below which a share of all lies, as the reference code of Oort counts. */
    double quantile(double share) {
        return at(Math.min((int) (size * share), size - 1));
    }

    Editor edit() {
        return new Editor(this);
    }

    /** One series of changes; confined to a thread. */
    static final class Editor {
        private final Octaves buckets;
        private final PersistentLongs.Editor counts;
        private final PersistentLongs.Editor sums;
        private int size;

        private Editor(Tally base) {
            buckets = base.buckets;
            counts = base.counts.edit();
            sums = base.sums.edit();
            size = base.size;
        }

        void add(float number) {
            change(number, 1);
        }

        void remove(float number) {
            change(number, -1);
        }

        private void change(float number, int by) {
            int bucket = buckets.of(number);
            counts.set(bucket, counts.get(bucket) + by);
            double sum = Double.longBitsToDouble(sums.get(bucket)) + by * (double) number;
            sums.set(bucket, Double.doubleToRawLongBits(sum));
            size += by;
        }

        Tally done() {
            return new Tally(buckets, counts.done(), sums.done(), size);
        }
    }
}
