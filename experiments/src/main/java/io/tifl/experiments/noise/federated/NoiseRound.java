package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.NoiseSettings;
import io.tifl.experiments.noise.NoiseTask;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One round of chips: clients are asked, and what they count is pooled, in the order of their names, whatever order it came in. A reply that
 * is wrong, or none, costs the round nothing but that client.
 *
 * @param job that the orders are of
 * @param round of that job
 * @param seed of the clients' chips: with the same seed, two models meet the same chance on the same client
 * @param deadline how long clients have
 */
record NoiseRound(JobId job, long round, GlobalModel model, Settings settings, Seed seed, Duration deadline) {
    /**
     * What came of a round.
     *
     * @param chips with those that were there before
     * @param counted clients whose chips were added
     * @param rejected the others, with the reason
     */
    record Outcome(PooledChips chips, int counted, SortedMap<String, String> rejected) {
        Outcome {
            rejected = Collections.unmodifiableSortedMap(new TreeMap<>(rejected));
        }
    }

    /** @param sent told once orders are out */
    Outcome run(CoordinatorTransport transport, Collection<ClientId> clients, PooledChips before, Runnable sent)
            throws InterruptedException {
        return pool(before, clients, answers(transport, clients, sent));
    }

    /** The task that a client's order is known by. */
    TaskId task(ClientId client) {
        return new TaskId(job, round, client);
    }

    TaskOrder order(ClientId client) {
        return new TaskOrder(
                task(client),
                NoiseTask.NAME,
                settings,
                model,
                Float32Codec.NAME,
                seed.child(client.value()).value(),
                deadline);
    }

    private SortedMap<ClientId, TaskReply> answers(
            CoordinatorTransport transport, Collection<ClientId> clients, Runnable sent) throws InterruptedException {
        SortedMap<ClientId, TaskReply> answers = new TreeMap<>();
        if (clients.isEmpty()) {
            sent.run();
            return answers;
        }
        List<TaskOrder> orders = clients.stream().map(this::order).toList();
        Set<TaskId> open = new HashSet<>();
        orders.forEach(order -> open.add(order.id()));
        try (Replies replies = transport.dispatch(orders)) {
            sent.run();
            Instant until = replies.dispatchedAt().plus(deadline);
            while (!open.isEmpty()) {
                Optional<Arrival> arrival = replies.next(until);
                if (arrival.isPresent()) {
                    TaskReply reply = arrival.get().reply();
                    if (open.remove(reply.id())) {
                        answers.put(reply.id().client(), reply);
                    }
                    continue;
                }
                List<TaskId> givenUp = replies.givenUp();
                if (givenUp.isEmpty()) {
                    return answers;
                }
                givenUp.forEach(open::remove);
            }
            return answers;
        }
    }

    /** Pools the answers of these clients. */
    Outcome pool(PooledChips before, Collection<ClientId> clients, SortedMap<ClientId, TaskReply> answers) {
        NoiseSettings asked = NoiseSettings.of(settings);
        PooledChips chips = before;
        int counted = 0;
        SortedMap<String, String> rejected = new TreeMap<>();
        for (ClientId client : clients) {
            if (!answers.containsKey(client)) {
                rejected.put(client.value(), "it did not answer");
            }
        }
        for (TaskReply reply : answers.values()) {
            String client = reply.id().client().value();
            try {
                chips = chips.plus(client, counts(reply, asked));
                counted++;
            } catch (IllegalArgumentException e) {
                rejected.put(client, String.valueOf(e.getMessage()));
            }
        }
        return new Outcome(chips, counted, rejected);
    }

    private static ChipCounts counts(TaskReply reply, NoiseSettings asked) {
        return switch (reply) {
            case TaskReply.Measured measured ->
                ChipCounts.of(measured.metrics(), asked.levels().size(), asked.trials());
            case TaskReply.Failed failed -> throw new IllegalArgumentException("it failed: " + failed.message());
            case TaskReply.Updated _ ->
                throw new IllegalArgumentException("it sent a change of the model, counts were expected");
        };
    }
}
