package io.tifl.coordinator.job;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Optional;

/** Where the states of jobs are kept. What is kept when a call returns survives any crash. Thread-safe. */
public interface JobState {
    /** The state last kept; empty for a job that has not begun. */
    Optional<Federation> latest(JobId job) throws IOException;

    /** Lets clients fetch a model that is not kept yet; forgotten by a crash, after which it is made again. */
    void offer(JobId job, GlobalModel model) throws IOException;

    /** Keeps the state before the first round. */
    void begin(Federation first) throws IOException;

    /** Keeps a state whose clients, or what it cost them, changed since the last round. */
    void update(Federation state) throws IOException;

    /** Keeps what a round yielded, all or nothing, and drops the replies it was made of. */
    void commit(Outcome outcome) throws IOException;
}
