package io.tifl.experiments.study;

import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.SimulatedFleet;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import io.tifl.tiering.Profiling;
import io.tifl.tiering.Splitting;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clients after profiling (TiFL, section 4.2): asked to train a few times, timed, and split into tiers. In virtual time
 * a profiling round needs no training: what counts is how long it would take.
 *
 * @param seconds virtual time that profiling took
 */
record Profiled(TierPlan tiers, double seconds) {

    static Profiled of(
            ReplaySettings settings, Devices.Setting devices, GlobalModel model, Collection<ClientId> clients)
            throws InterruptedException {
        VirtualClock clock = new VirtualClock();
        Duration limit = Duration.ofNanos(Math.round(settings.tiers().profilingLimitSeconds() * 1e9));
        Settings task = Settings.none().with("epochs", settings.training().epochs());
        ResponseTimes training = devices.times();
        ResponseTimes times = new ResponseTimes(
                training.startUp(),
                training.fleet(),
                training.workload(),
                training.seed().child("profiling"));
        try (SimulatedFleet fleet = new SimulatedFleet(
                clock, times, devices.availability(), order -> new TaskReply.Measured(order.id(), Metrics.none()), 1)) {
            Profiling profiling = Profiling.of(clients, settings.tiers().syncRounds(), limit);
            for (int round = 0; !profiling.isComplete(); round++) {
                List<TaskOrder> orders = new ArrayList<>();
                for (ClientId client : clients) {
                    TaskId id = new TaskId(new JobId("profiling"), round, client);
                    orders.add(new TaskOrder(
                            id, "train", task, model, settings.training().codec(), 0, limit));
                }
                profiling = profiling.after(repliesTo(orders, fleet, clock, limit));
            }
            TierPlan plan = splitting(settings).plan(profiling.profiles());
            return new Profiled(plan, clock.elapsed().toNanos() / 1e9);
        }
    }

    private static Map<ClientId, Duration> repliesTo(
            List<TaskOrder> orders, SimulatedFleet fleet, VirtualClock clock, Duration limit)
            throws InterruptedException {
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        Instant started = clock.instant();
        try (Replies replies = fleet.dispatch(orders)) {
            while (true) {
                Optional<Arrival> arrival = replies.next(started.plus(limit));
                if (arrival.isEmpty()) {
                    return latencies;
                }
                latencies.put(
                        arrival.get().reply().id().client(),
                        Duration.between(started, arrival.get().at()));
            }
        }
    }

    static Splitting splitting(ReplaySettings settings) {
        Settings said = Settings.none()
                .with("tier-split", settings.tiers().split())
                .with("tiers", settings.tiers().count());
        return Splitting.from(said, Splitting.catalog(), settings.rounds().clientsPerRound());
    }

    /** @throws IllegalArgumentException if there is no such way to split */
    static void check(ReplaySettings settings) {
        Splitting _ = splitting(settings);
    }
}
