package io.tifl.experiments.sim;

import io.tifl.protocol.Seed;

/**
 * A random permutation of {@code 0 .. size - 1} that is computed, not stored: a Feistel network over the next even power of
 * two, walked until it lands inside (Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002).
 */
final class Shuffle {
    private static final int ROUNDS = 6;

    private Shuffle() {}

    static int positionOf(int index, int size, Seed seed) {
        int halfBits = halfBits(size);
        long position = index;
        // At most 3 of 4 values lie outside, so the walk is short on average; it ends because it is a cycle.
        do {
            position = permute(position, halfBits, seed);
        } while (position >= size);
        return (int) position;
    }

    private static int halfBits(int size) {
        int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1L));
        return (bits + 1) / 2;
    }

    private static long permute(long value, int halfBits, Seed seed) {
        long mask = (1L << halfBits) - 1;
        long left = value >>> halfBits;
        long right = value & mask;
        for (int round = 0; round < ROUNDS; round++) {
            long mixed = seed.child(round).child(right).value() & mask;
            long next = left ^ mixed;
            left = right;
            right = next;
        }
        return (left << halfBits) | right;
    }
}
