package io.tifl.experiments.ssl.hltm;

import java.util.random.RandomGenerator;

/**
 * How strongly children follow their parents: magnitudes of ρ are uniform in a range, signs are fair coins.
 *
 * @param low 0 or more
 * @param high at least {@code low}, at most 1
 */
public record PolarityRange(double low, double high) {
    public PolarityRange {
        if (!(low >= 0 && low <= high && high <= 1)) {
            throw new IllegalArgumentException(
                    "polarities range within 0 and 1, the lower first, got " + low + " to " + high);
        }
    }

    double draw(RandomGenerator random) {
        double size = low + (high - low) * random.nextDouble();
        return random.nextBoolean() ? size : -size;
    }
}
