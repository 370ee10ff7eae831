package io.tifl.experiments.noise;

/**
 * What a device draws from for one tensor: what is drawn once for a chip, and what anew at every reading of it. Of the first reading, both
 * are the same stream.
 */
record Chance(NoiseStream chip, NoiseStream reading) {
    static Chance of(NoiseStream chip, int reading) {
        return new Chance(chip, reading == 0 ? chip : chip.reading(reading));
    }

    /** For another use of the same indices. */
    Chance channel(int number) {
        return new Chance(chip.channel(number), reading.channel(number));
    }
}
