package io.tifl.experiments.noise;

import io.tifl.protocol.Seed;

/**
 * Random numbers that are found by their index, not by drawing those before them: whoever asks, in whatever order and on however many
 * threads, gets the same ones. Plain arithmetic and {@link StrictMath} make the same bits in every Java. Immutable and thread-safe.
 */
record NoiseStream(long key) {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    static NoiseStream of(Seed seed) {
        return new NoiseStream(seed.value());
    }

    /** Another stream, for another use of the same indices. */
    NoiseStream channel(int number) {
        return of(new Seed(key).child("channel").child(number));
    }

    /** The stream of one reading of what this is the stream of. */
    NoiseStream reading(int number) {
        return of(new Seed(key).child("reading").child(number));
    }

    /** Uniform, above 0 and below 1. */
    double uniform(long index) {
        return uniform(key, index);
    }

    static double uniform(long key, long index) {
        return ((word(key, index) >>> 12) + 0.5) * 0x1p-52;
    }

    /** Normal with mean 0 and deviation 1. */
    double gaussian(long index) {
        return Ziggurat.at(word(key, index));
    }

    /** 64 random bits: SplitMix64, with its finaliser (Steele, Lea and Flood, OOPSLA 2014). */
    static long word(long key, long index) {
        long z = key + index * GOLDEN;
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
