package io.tifl.coordinator.job;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Optional;

/** Where one job's state is kept. What is kept when a call returns survives any crash. Confined to the job's thread. */
public interface JobState {
    /** The state last kept; empty for a job that has not begun. */
    Optional<Federation> latest() throws IOException;

    /** Keeps a model that clients are about to fetch, before there is a state. */
    void keepModel(GlobalModel model) throws IOException;

    /** Keeps the state before the first round. */
    void commit(Federation first) throws IOException;

    /** Keeps who takes part in the round that is about to begin, and that it has begun. */
    void open(Federation before) throws IOException;

    /** Whether the round after this state had begun when it was kept. */
    boolean isOpen(Federation before) throws IOException;

    /** Keeps what a round yielded, all or nothing, and drops the replies it was made of. */
    void commit(Outcome outcome) throws IOException;
}
