package io.tifl.experiments.study;

import io.tifl.client.Learner;
import io.tifl.client.LocalData;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Evaluator;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.TierPlan;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Evaluates on every client's own test examples at once: a tier's accuracy is that of its members' examples taken together
 * (TestData_t of the TiFL paper), the whole accuracy that of all clients', tiered or not.
 *
 * <p>Sums of whole numbers and a fixed order of adding losses: the same result for any number of threads.
 */
final class TierEvaluator implements AutoCloseable {
    private final SequencedMap<ClientId, LocalData> clients;
    private final LearnerPool learners;
    private final ExecutorService threads;

    TierEvaluator(SequencedMap<ClientId, LocalData> clients, LearnerPool learners) {
        this.clients = clients;
        this.learners = learners;
        this.threads = Executors.newFixedThreadPool(
                learners.size(),
                Thread.ofPlatform().name("evaluate-", 0).daemon().factory());
    }

    /** Sums over some clients. */
    private static final class Sum {
        long examples;
        long correct;
        double loss;

        void add(Learner.Evaluation evaluation) {
            examples += evaluation.examples();
            correct += evaluation.correct();
            loss += evaluation.lossSum();
        }

        OptionalDouble accuracy() {
            return examples == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) correct / examples);
        }
    }

    /** For the clients of one run. */
    Evaluator of(PersonalModels models) {
        return (model, tiers) -> evaluate(model, tiers, models);
    }

    /** What is found out about one client with a borrowed learner. */
    @FunctionalInterface
    interface OfClient<T> {
        T with(Learner learner, ClientId client, LocalData data) throws InterruptedException;
    }

    /** The same of every client, all threads at it; in the order of the clients. */
    <T> List<T> ofEach(OfClient<T> question) throws InterruptedException {
        List<Future<T>> pending = new ArrayList<>();
        clients.forEach((client, data) ->
                pending.add(threads.submit(() -> learners.lend(learner -> question.with(learner, client, data)))));
        List<T> found = new ArrayList<>();
        for (Future<T> future : pending) {
            found.add(get(future));
        }
        return found;
    }

    private Evaluated evaluate(GlobalModel model, TierPlan tiers, PersonalModels models) throws InterruptedException {
        Parameters shared = PersonalModels.sharedOf(model.parameters());
        Iterator<Learner.Evaluation> evaluations = ofEach(
                        (learner, client, data) -> learner.evaluate(models.of(client, shared), data.test()))
                .iterator();
        Sum all = new Sum();
        List<Sum> perTier = new ArrayList<>();
        for (int tier = 0; tier < tiers.tierCount(); tier++) {
            perTier.add(new Sum());
        }
        for (ClientId client : clients.keySet()) {
            Learner.Evaluation evaluation = evaluations.next();
            all.add(evaluation);
            OptionalInt tier = tiers.tierOf(client);
            if (tier.isPresent()) {
                perTier.get(tier.getAsInt()).add(evaluation);
            }
        }
        return new Evaluated(
                all.accuracy().orElse(0),
                all.examples == 0 ? 0 : all.loss / all.examples,
                perTier.stream().map(Sum::accuracy).toList());
    }

    private static <T> T get(Future<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("evaluation failed", e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
