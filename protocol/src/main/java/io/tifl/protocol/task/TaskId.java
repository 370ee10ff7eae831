package io.tifl.protocol.task;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;

/**
 * Names one piece of work for one client in one round; a reply counts once per task id, whatever the transport delivers.
 *
 * @param round counts from 0 within the job
 */
public record TaskId(JobId job, long round, ClientId client) {
    public TaskId {
        if (round < 0) {
            throw new IllegalArgumentException("rounds count from 0, got " + round);
        }
    }

    @Override
    public String toString() {
        return job + "/" + round + "/" + client;
    }
}
