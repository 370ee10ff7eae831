package io.tifl.experiments.study;

import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.Toll;
import io.tifl.experiments.sim.Workload;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.tiering.Query;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.TieringPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What it costs the clients that a policy wants to know how accurate the model is on each tier: all clients in tiers fetch the
 * model, judge it and say so, and the next round waits for the slowest, or until nobody would be waited for any more. Evaluations
 * that only a curve is drawn of cost nothing.
 *
 * @param devices of the clients
 * @param charged whether it is charged at all
 * @param deadline of a round
 */
record EvaluationCharge(Devices devices, TieringPolicy tiering, boolean charged, Duration deadline) {
    /**
     * After a round; empty if its policy looks at no accuracy then.
     *
     * @param asked the tiers it began with
     * @param now when it ended
     */
    Optional<Toll> after(Outcome outcome, TierPlan asked, Instant now) {
        boolean due = charged && tiering.looksAtAccuracy(outcome.report().round() + 1);
        return due && asked.clientCount() > 0 ? Optional.of(toll(outcome, asked, now)) : Optional.empty();
    }

    private Toll toll(Outcome outcome, TierPlan asked, Instant now) {
        Duration limit = Query.patience(asked)
                .filter(patience -> patience.compareTo(deadline) < 0)
                .orElse(deadline);
        JobId job = new JobId(outcome.after().job() + ":evaluate");
        Duration slowest = Duration.ZERO;
        int answered = 0;
        for (int tier = 0; tier < asked.tierCount(); tier++) {
            for (ClientId client : asked.clients(tier)) {
                TaskId id = new TaskId(job, outcome.report().round(), client);
                Duration takes = responseTime(id, outcome.after().model(), limit, now);
                answered += takes.compareTo(limit) <= 0 ? 1 : 0;
                slowest = takes.compareTo(slowest) > 0 ? takes : slowest;
            }
        }
        long modelBytes = outcome.after().model().parameters().values().byteSize();
        return new Toll(
                asked.clientCount(),
                answered,
                slowest.compareTo(limit) < 0 ? slowest : limit,
                asked.clientCount() * modelBytes,
                answered * Workload.ANSWER_BYTES);
    }

    /** Beyond the limit if no answer comes. */
    private Duration responseTime(TaskId id, GlobalModel model, Duration limit, Instant now) {
        TaskOrder order = new TaskOrder(id, "evaluate", Settings.none(), model, "float32", 0, limit);
        Duration takes = devices.times().responseTime(order, now);
        return devices.availability().answers(id.client(), id.round(), now, now.plus(takes))
                ? takes
                : limit.plusNanos(1);
    }
}
