package io.tifl.experiments.benchmark.service;

import io.tifl.experiments.benchmark.lead.LeaderSettings;
import io.tifl.experiments.benchmark.schedule.Placement;
import io.tifl.experiments.benchmark.schedule.Policies;
import io.tifl.experiments.benchmark.schedule.QueueOrder;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an operator can set of benchmarks: {@code tifl.benchmarks.placement} and so on.
 *
 * @param placement which follower gets a benchmark: {@code round-robin}, {@code shortest-queue}, {@code least-work}
 * @param order of a follower's queue: {@code fcfs}, {@code sjf}, {@code ageing}
 * @param ageing how long a benchmark waits in {@code ageing} until it counts as half as long
 * @param queue benchmarks that may be open at a time
 * @param attempts after which a benchmark has failed
 * @param patience how long a follower has at least
 */
@ConfigurationProperties("tifl.benchmarks")
public record BenchmarkProperties(
        @DefaultValue("least-work") String placement,
        @DefaultValue("sjf") String order,
        @DefaultValue("1m") Duration ageing,
        @DefaultValue("10000") int queue,
        @DefaultValue("3") int attempts,
        @DefaultValue("10m") Duration patience) {
    LeaderSettings settings() {
        QueueOrder queueOrder = order.equals("ageing")
                ? QueueOrder.ageing(ageing.toMillis() / 1e3)
                : QueueOrder.catalog().get(order);
        return new LeaderSettings(
                new Policies(Placement.catalog().get(placement), queueOrder), queue, attempts, patience);
    }
}
