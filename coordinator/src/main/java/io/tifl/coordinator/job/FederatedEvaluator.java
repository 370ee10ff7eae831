package io.tifl.coordinator.job;

import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Evaluator;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.tiering.Draws;
import io.tifl.tiering.Query;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Lets clients evaluate a model on their own test examples, some of each tier (TestData_t of the TiFL paper): counts come
 * back, no data. Its orders are of a job of their own, {@code JOB:evaluate}, by the model's version.
 *
 * <p>Who is asked depends on seed, version and tiers alone. Sums are of whole numbers and, for losses, in the order of the
 * clients' names: the same replies give the same result in whatever order they come.
 */
final class FederatedEvaluator implements Evaluator {
    /** Percentiles of fewer would be single clients' accuracies. */
    private static final int LEAST_CLIENTS = 10;

    private final JobDefinition definition;
    private final CoordinatorTransport transport;
    private final Seed seed;

    FederatedEvaluator(JobDefinition definition, CoordinatorTransport transport, Seed seed) {
        this.definition = definition;
        this.transport = transport;
        this.seed = seed;
    }

    @Override
    public Evaluated evaluate(GlobalModel model, TierPlan tiers) throws InterruptedException {
        List<TaskOrder> orders = new ArrayList<>();
        for (int tier = 0; tier < tiers.tierCount(); tier++) {
            for (ClientId client : drawn(tiers.clients(tier), model.version(), tier)) {
                orders.add(order(client, model));
            }
        }
        SortedMap<ClientId, Metrics> measured = measured(orders, limit(tiers));
        Sum all = new Sum();
        List<Sum> perTier = new ArrayList<>();
        for (int tier = 0; tier < tiers.tierCount(); tier++) {
            perTier.add(new Sum());
        }
        measured.forEach((client, metrics) -> {
            all.add(metrics);
            OptionalInt tier = tiers.tierOf(client);
            tier.ifPresent(at -> perTier.get(at).add(metrics));
        });
        return new Evaluated(
                all.accuracy().orElse(0),
                all.loss(),
                perTier.stream().map(Sum::accuracy).toList(),
                spreads(measured.values()));
    }

    private SortedMap<String, AccuracySpread> spreads(Collection<Metrics> measured) {
        SortedMap<String, AccuracySpread> spreads = new TreeMap<>();
        definition.evaluatedModels().forEach((model, metric) -> {
            List<Double> accuracies = measured.stream()
                    .filter(metrics -> Sum.accepts(metrics, metric))
                    .map(metrics -> metrics.get(metric).orElseThrow()
                            / metrics.get("examples").orElseThrow())
                    .toList();
            if (accuracies.size() >= LEAST_CLIENTS) {
                spreads.put(model, AccuracySpread.of(accuracies));
            }
        });
        return spreads;
    }

    private List<ClientId> drawn(List<ClientId> clients, long version, int tier) {
        int most = definition.evaluateClients();
        return most == 0 || clients.size() <= most
                ? clients
                : Draws.from(
                        clients,
                        most,
                        seed.child("evaluate").child(version).child(tier).generator());
    }

    /** What the evaluations of a job go by on the wire. */
    static JobId jobOf(JobId evaluated) {
        return new JobId(evaluated + ":evaluate");
    }

    private TaskOrder order(ClientId client, GlobalModel model) {
        JobId job = jobOf(definition.id());
        return new TaskOrder(
                new TaskId(job, model.version(), client),
                "evaluate",
                definition.evaluationSettings(),
                model,
                definition.codec(),
                0,
                definition.deadline());
    }

    /** Evaluating takes less than training did, unless it is trained too. */
    private Duration limit(TierPlan tiers) {
        return Query.patience(tiers)
                .filter(_ -> definition.fineTuning().values().isEmpty())
                .filter(limit -> limit.compareTo(definition.deadline()) < 0)
                .orElse(definition.deadline());
    }

    private SortedMap<ClientId, Metrics> measured(List<TaskOrder> orders, Duration limit) throws InterruptedException {
        SortedMap<ClientId, Metrics> measured = new TreeMap<>();
        if (orders.isEmpty()) {
            return measured;
        }
        try (Replies replies = transport.dispatch(orders)) {
            Instant deadline = replies.dispatchedAt().plus(limit);
            while (true) {
                Optional<Arrival> arrival = replies.next(deadline);
                if (arrival.isEmpty()) {
                    return measured;
                }
                if (arrival.get().reply() instanceof TaskReply.Measured reply && Sum.accepts(reply.metrics())) {
                    measured.put(reply.id().client(), reply.metrics());
                }
            }
        }
    }

    /** Sums over some clients. */
    private static final class Sum {
        private static final double MOST_EXAMPLES = 1L << 32;

        private long examples;
        private long correct;
        private double loss;

        /** A claim that could be true. */
        static boolean accepts(Metrics metrics) {
            double examples = metrics.get("examples").orElse(Double.NaN);
            double correct = metrics.get("correct").orElse(Double.NaN);
            double loss = metrics.get("loss").orElse(Double.NaN);
            return examples >= 0
                    && examples <= MOST_EXAMPLES
                    && correct >= 0
                    && correct <= examples
                    && examples == Math.rint(examples)
                    && correct == Math.rint(correct)
                    && Double.isFinite(loss);
        }

        /** A claim on some examples, of how many of them this metric says that they were judged right. */
        static boolean accepts(Metrics metrics, String metric) {
            double examples = metrics.get("examples").orElse(Double.NaN);
            double correct = metrics.get(metric).orElse(Double.NaN);
            return examples > 0 && correct >= 0 && correct <= examples && correct == Math.rint(correct);
        }

        void add(Metrics metrics) {
            long here = (long) metrics.get("examples").orElseThrow();
            examples += here;
            correct += (long) metrics.get("correct").orElseThrow();
            loss += metrics.get("loss").orElseThrow() * here;
        }

        OptionalDouble accuracy() {
            return examples == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / examples);
        }

        double loss() {
            return examples == 0 ? 0 : loss / examples;
        }
    }
}
