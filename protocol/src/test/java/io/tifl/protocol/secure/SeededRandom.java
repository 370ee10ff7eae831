package io.tifl.protocol.secure;

import io.tifl.protocol.Seed;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/** Chance that is the same in every run; for tests alone. */
public final class SeededRandom extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient RandomGenerator chance;

    public SeededRandom(long seed) {
        this.chance = new Seed(seed).generator();
    }

    @Override
    public void nextBytes(byte[] bytes) {
        chance.nextBytes(bytes);
    }
}
