package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a policy asks some clients before it draws a cohort. They answer with a measurement, or not at all.
 *
 * @param clients distinct; may be none
 * @param task name of the client's task
 * @param settings of that task
 * @param needsModel whether the task looks at the model; without it none is sent
 * @param limit the longest wait for answers, if it is to be shorter than that for training
 */
public record Query(
        List<ClientId> clients, String task, Settings settings, boolean needsModel, Optional<Duration> limit) {
    private static final int PATIENCE = 3;
    private static final Duration LEAST_LIMIT = Duration.ofSeconds(10);

    public Query {
        clients = List.copyOf(clients);
        if (limit.filter(wait -> !wait.isPositive()).isPresent()) {
            throw new IllegalArgumentException("the wait for answers must be positive, got " + limit.get());
        }
    }

    /**
     * How long to wait for something that takes less than training does: whoever takes three times as long as the slowest one
     * trained, and ten seconds, is gone. Empty if nobody's latency is known.
     */
    public static Optional<Duration> patience(TierPlan tiers) {
        return tiers.tiers().stream()
                .map(Tier::maxLatency)
                .max(Duration::compareTo)
                .filter(Duration::isPositive)
                .map(slowest -> slowest.multipliedBy(PATIENCE).plus(LEAST_LIMIT));
    }
}
