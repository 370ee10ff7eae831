package io.tifl.protocol;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * A node of the one seed tree that all chance in a run comes from.
 *
 * <p>A child depends on its parent and its name alone, never on how often or in which order anything was drawn, so a run
 * gives the same result for any number of threads and any arrival order. The tree of a job: {@code root / purpose / round
 * / client}, with purposes such as {@code init}, {@code select}, {@code train}, {@code device}.
 */
public record Seed(long value) {
    /** The child named by a text. */
    public Seed child(String name) {
        long hash = value;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = mix(hash ^ (b & 0xff));
        }
        return new Seed(mix(hash ^ 0x5851f42d4c957f2dL));
    }

    /** The child with a number: a round, an index. */
    public Seed child(long number) {
        return new Seed(mix(mix(value ^ 0x9e3779b97f4a7c15L) + number));
    }

    /** A new generator that starts here; each call starts anew. */
    public RandomGenerator generator() {
        return new SplittableRandom(value);
    }

    // The 64-bit finaliser of MurmurHash3, variant 13 (Stafford), as in SplitMix64.
    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
