package io.tifl.coordinator.round;

import io.tifl.protocol.JobId;
import java.io.IOException;
import java.util.Optional;

/**
 * Where a job's state survives between rounds.
 *
 * <p>Contract: after {@link #commit} returned, {@link #latest} yields exactly that state, in this process or a later one;
 * a commit that failed or was cut short leaves the one before.
 */
public interface FederationStore {
    /** Keeps state and report together, or neither. */
    void commit(Outcome outcome) throws IOException;

    /** The last state committed for a job; empty if there is none. */
    Optional<Federation> latest(JobId job) throws IOException;
}
