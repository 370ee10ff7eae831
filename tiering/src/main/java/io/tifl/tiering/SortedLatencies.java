package io.tifl.tiering;

/** Latencies of clients in ascending order, in microseconds. Immutable. */
public final class SortedLatencies {
    private final long[] micros;
    private final int size;

    /** The first {@code size} entries of an array that is not written any more. */
    SortedLatencies(long[] micros, int size) {
        this.micros = micros;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public long micros(int position) {
        return micros[position];
    }

    /** The first position from {@code from} on whose latency is at least {@code limit}; {@code size} if there is none. */
    public int firstAtLeast(double limit, int from) {
        int low = from;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (micros[middle] < limit) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
