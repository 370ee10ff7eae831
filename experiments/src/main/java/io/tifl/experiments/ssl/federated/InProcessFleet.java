package io.tifl.experiments.ssl.federated;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Add;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.client.DivergedException;
import io.tifl.client.LocalData;
import io.tifl.client.task.Kept;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Clients in this process: the tasks that real ones carry out, and the weighted mean that a coordinator takes, without a
 * codec or a network between. Mutable and confined to one thread.
 */
final class InProcessFleet {
    private static final Duration LIMIT = Duration.ofDays(1);

    private final SequencedMap<ClientId, LocalData> clients;
    private final Map<ClientId, Kept> kept = new LinkedHashMap<>();
    private final Seed seed;

    InProcessFleet(SequencedMap<ClientId, LocalData> clients, Seed seed) {
        this.clients = clients;
        this.seed = seed;
    }

    /** So many clients, {@code client-0} and so on, that need no data. */
    static InProcessFleet without(LocalData none, int clients, Seed seed) {
        SequencedMap<ClientId, LocalData> all = new LinkedHashMap<>();
        for (int c = 0; c < clients; c++) {
            all.put(new ClientId("client-" + c), none);
        }
        return new InProcessFleet(all, seed);
    }

    /**
     * A round of training.
     *
     * @param loss the mean of the clients', by their examples
     */
    record Trained(GlobalModel after, double loss) {}

    /** Has all clients train, and adds the mean of their changes, by their examples. */
    Trained train(LocalTask task, GlobalModel model, Settings settings, long round) throws InterruptedException {
        RuleContext context = RuleContext.of(model.parameters().layout(), UpdateLimits.forRound(clients.size()));
        double losses = 0;
        long examples = 0;
        try (Accumulator sum = new WeightedMean().open(context)) {
            for (ClientId client : clients.keySet()) {
                Result.Change change = change(task, order(task, model, settings, round, client));
                sum.add(Claim.of(client, change.examples(), change.metrics()), change.change());
                change.keeps().ifPresent(keeps -> kept.put(client, keeps));
                losses += change.examples() * change.metrics().get("loss").orElse(0);
                examples += change.examples();
            }
            return new Trained(next(model, sum.finish()), losses / examples);
        }
    }

    private GlobalModel next(GlobalModel model, Aggregate aggregate) {
        Add add = new Add();
        return model.next(add.step(
                        model.parameters(),
                        aggregate,
                        add.initialState(model.parameters().layout()),
                        clients.size())
                .model());
    }

    private Result.Change change(LocalTask task, TaskOrder order) throws InterruptedException {
        return (Result.Change) run(task, order);
    }

    /** Has all clients report. */
    List<TaskReply> reports(LocalTask task, GlobalModel model, Settings settings, long round)
            throws InterruptedException {
        List<TaskReply> replies = new ArrayList<>();
        for (ClientId client : clients.keySet()) {
            TaskOrder order = order(task, model, settings, round, client);
            Result.Report report = (Result.Report) run(task, order);
            replies.add(Report.reply(order.id(), report.content(), report.metrics()));
        }
        return replies;
    }

    /** What a client keeps to itself. */
    Kept kept(ClientId client) {
        return kept.getOrDefault(client, Kept.nothing());
    }

    private Result run(LocalTask task, TaskOrder order) throws InterruptedException {
        ClientId client = order.id().client();
        LocalData data = clients.get(client);
        if (data == null) {
            throw new IllegalArgumentException("no client " + client);
        }
        try {
            return task.run(
                    order,
                    new LocalTask.Context(
                            () -> {
                                throw new IllegalStateException("task '" + order.task() + "' needs no learner");
                            },
                            data,
                            _ -> {},
                            () -> kept(client)));
        } catch (DivergedException e) {
            throw new IllegalStateException("client " + client + ": " + e.getMessage(), e);
        }
    }

    private TaskOrder order(LocalTask task, GlobalModel model, Settings settings, long round, ClientId client) {
        return new TaskOrder(
                new TaskId(new JobId("in-process"), round, client),
                task.name(),
                settings,
                model,
                Float32Codec.NAME,
                seed.child(task.name()).child(round).child(client.value()).value(),
                LIMIT);
    }
}
