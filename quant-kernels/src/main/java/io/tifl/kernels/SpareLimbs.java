package io.tifl.kernels;

import java.lang.ref.SoftReference;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * Arrays of sums that are over, for sums to come: a server sums models of one size round after round, and memory that is new each
 * time has to be zeroed and collected each time. They are let go where memory is short. Thread-safe.
 */
final class SpareLimbs {
    /** As many sums as are likely to be open at once. */
    private static final int MOST = 8;

    /** Smaller arrays are as cheap new. */
    private static final int LEAST_SIZE = 4096;

    private static final Deque<SoftReference<Pair>> SPARE = new ArrayDeque<>();

    private SpareLimbs() {}

    /** Two arrays of one length, whose content nobody knows. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(long[] coarse, long[] fine) {}

    static Optional<Pair> take(int size) {
        if (size < LEAST_SIZE) {
            return Optional.empty();
        }
        synchronized (SPARE) {
            for (Iterator<SoftReference<Pair>> all = SPARE.iterator(); all.hasNext(); ) {
                Pair pair = all.next().get();
                if (pair == null) {
                    all.remove();
                } else if (pair.coarse().length == size) {
                    all.remove();
                    return Optional.of(pair);
                }
            }
            return Optional.empty();
        }
    }

    /** Nobody else may use them any more. */
    static void leave(Pair pair) {
        if (pair.coarse().length < LEAST_SIZE) {
            return;
        }
        synchronized (SPARE) {
            SPARE.addFirst(new SoftReference<>(pair));
            if (SPARE.size() > MOST) {
                SPARE.removeLast();
            }
        }
    }
}
