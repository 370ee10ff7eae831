package io.tifl.experiments.study;

/**
 * How long a run is.
 *
 * @param rounds it has at most
 * @param seconds of virtual time that its last round ends at or after; 0 for no such end
 */
public record Length(long rounds, double seconds) {
    /** Whether another round comes after so many, and after so much virtual time. */
    public boolean goesOn(long completed, double elapsed) {
        return completed < rounds && (seconds == 0 || elapsed < seconds);
    }

    /** The part of the run that is done, 0 to 1. */
    public double share(long completed, double elapsed) {
        double ofRounds = (double) completed / rounds;
        return Math.min(1, seconds == 0 ? ofRounds : Math.max(ofRounds, elapsed / seconds));
    }
}
