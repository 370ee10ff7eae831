package io.tifl.coordinator.round;

/** Runs one round of a job after another: from one state to the next. */
public interface Rounds extends AutoCloseable {
    /**
     * Runs the next round.
     *
     * @throws InterruptedException if told to stop; the same round can be run again from the same state
     * @throws RuntimeException if the evaluator, or the keeping of what the round costs, fails
     */
    Outcome next(Federation before) throws InterruptedException;

    /** Withdraws the orders that are still out. */
    @Override
    void close();
}
