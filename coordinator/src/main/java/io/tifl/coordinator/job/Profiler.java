package io.tifl.coordinator.job;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.tiering.Profiling;
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
 * Profiling (TiFL, Chai et al., HPDC 2020, section 4.2): every client trains a few times on the first model, is timed, and
 * nothing of it is kept. Its orders are of a job of their own, {@code JOB:profile}.
 */
final class Profiler {
    private final JobDefinition definition;
    private final CoordinatorTransport transport;
    private final Seed seed;

    Profiler(JobDefinition definition, CoordinatorTransport transport, Seed seed) {
        this.definition = definition;
        this.transport = transport;
        this.seed = seed;
    }

    /** The clients in tiers; untiered if the job asks for no profiling. */
    TierPlan profile(GlobalModel model, Collection<ClientId> clients) throws InterruptedException {
        if (definition.profilingRounds() == 0) {
            return TierPlan.untiered(clients);
        }
        Profiling profiling = Profiling.of(clients, definition.profilingRounds(), definition.profilingLimit());
        for (int round = 0; !profiling.isComplete(); round++) {
            profiling = profiling.after(latencies(orders(model, clients, round)));
        }
        return definition.splitting().plan(profiling.profiles());
    }

    /** What the profiling of a job goes by on the wire. */
    static JobId jobOf(JobId profiled) {
        return new JobId(profiled + ":profile");
    }

    private List<TaskOrder> orders(GlobalModel model, Collection<ClientId> clients, int round) {
        JobId job = jobOf(definition.id());
        Settings training = definition.training().with("learning-rate", definition.learningRate());
        // Timed as in a round, where nothing goes out in the clear either.
        Settings settings =
                definition.secure().map(secure -> secure.terms().in(training)).orElse(training);
        String codec = definition.secure().isPresent() ? SecureStage.CODEC : definition.codec();
        List<TaskOrder> orders = new ArrayList<>();
        for (ClientId client : clients) {
            orders.add(new TaskOrder(
                    new TaskId(job, round, client),
                    definition.task(),
                    settings,
                    model,
                    codec,
                    seed.child("profile").child(round).child(client.value()).value(),
                    definition.profilingLimit()));
        }
        return orders;
    }

    private Map<ClientId, Duration> latencies(List<TaskOrder> orders) throws InterruptedException {
        Map<ClientId, Duration> latencies = new LinkedHashMap<>();
        try (Replies replies = transport.dispatch(orders)) {
            Instant started = replies.dispatchedAt();
            while (true) {
                Optional<Arrival> arrival = replies.next(started.plus(definition.profilingLimit()));
                if (arrival.isEmpty()) {
                    return latencies;
                }
                if (!(arrival.get().reply() instanceof TaskReply.Failed)) {
                    latencies.put(
                            arrival.get().reply().id().client(),
                            Duration.between(started, arrival.get().at()));
                }
            }
        }
    }
}
