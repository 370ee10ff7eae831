package io.tifl.coordinator.round;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import java.time.Duration;
import java.time.Instant;

/**
 * An order that is out between two rounds. Immutable.
 *
 * @param round in which it went out
 * @param lane which of several sums its update belongs to: the tier where tiers go at their own pace, 0 elsewhere
 * @param since when it went out, on the job's clock
 * @param model which the client began with
 * @param patience for how long its reply is waited for
 * @param correction what its update counts more than its examples say, because the client was drawn more seldom than others
 */
public record Flight(
        ClientId client, long round, int lane, Instant since, Duration patience, GlobalModel model, double correction) {
    /** When its reply is not waited for any more. */
    Instant end() {
        return since.plus(patience);
    }

    /** The same, sent so much later. */
    Flight later(Duration by) {
        return new Flight(client, round, lane, since.plus(by), patience, model, correction);
    }

    TaskId task(JobId job) {
        return new TaskId(job, round, client);
    }
}
