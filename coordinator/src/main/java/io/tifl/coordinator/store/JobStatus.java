package io.tifl.coordinator.store;

/** Where a job stands. */
public enum JobStatus {
    /** Accepted; no round has run. */
    CREATED,
    /** Rounds run. */
    RUNNING,
    /** Someone asked it to wait; it goes on from where it is. */
    PAUSED,
    /** Someone ended it early. */
    STOPPED,
    /** It did all its rounds. */
    COMPLETED,
    /** It cannot go on; the reason says why. */
    FAILED
}
