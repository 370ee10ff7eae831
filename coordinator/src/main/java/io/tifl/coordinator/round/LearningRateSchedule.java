package io.tifl.coordinator.round;

/** The clients' learning rate per round. A pure function; thread-safe. */
@FunctionalInterface
public interface LearningRateSchedule {
    /** The rate for a round counted from 0; greater than 0. */
    double rate(long round);

    static LearningRateSchedule constant(double rate) {
        return exponential(rate, 1);
    }

    /** {@code initial * decay^round}: TiFL's "decay 0.995", read per round. */
    static LearningRateSchedule exponential(double initial, double decay) {
        if (!(initial > 0) || Double.isInfinite(initial)) {
            throw new IllegalArgumentException("the learning rate must be positive and finite, got " + initial);
        }
        if (!(decay > 0 && decay <= 1)) {
            throw new IllegalArgumentException("the decay must lie in (0, 1], got " + decay);
        }
        return round -> initial * Math.pow(decay, (double) round);
    }
}
