package io.tifl.coordinator.job;

import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.round.AsyncEngine;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.EvaluationSchedule;
import io.tifl.coordinator.round.Evaluator;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.LearningRateSchedule;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Privacy;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.coordinator.round.Rounds;
import io.tifl.coordinator.round.StateKeeper;
import io.tifl.coordinator.round.Work;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.tiering.Pace;
import io.tifl.tiering.TierPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Runs one job to its end, or until its thread is interrupted: profiles the clients if it begins, goes on where it was left
 * if not. Confined to one thread.
 *
 * <p>What decides a round is kept before its orders go out, who is there included; so a round that a crash cut short is
 * asked of the same clients again, and what they answered before counts.
 */
final class JobRunner {
    private final JobDefinition definition;
    private final JobState state;
    private final CoordinatorTransport transport;
    private final Presence presence;
    private final ModelInitializer models;
    private final JobListener listener;
    private final RoundWatch watch;
    private final Seed seed;
    private final Evaluator evaluator;
    private final Rounds engine;

    /** Drop-outs that were away since: they return once they are there again, and those that only were too slow do not. */
    private final Set<ClientId> away = new HashSet<>();

    /** @param noise of all jobs; nobody else may know it */
    JobRunner(
            JobDefinition definition,
            JobState state,
            CoordinatorTransport transport,
            Presence presence,
            ModelInitializer models,
            InstantSource clock,
            JobListener listener,
            RoundWatch watch,
            NoiseSource noise) {
        this.watch = watch;
        this.definition = definition;
        this.state = state;
        this.transport = new WatchedTransport(
                definition.id(), transport, clock, progress -> listener.progress(definition.id(), progress));
        this.presence = presence;
        this.models = models;
        this.listener = listener;
        this.seed = definition.chance();
        this.evaluator = new FederatedEvaluator(definition, this.transport, seed);
        this.engine = engine(recipe(definition, noise), clock);
    }

    private Rounds engine(Recipe recipe, InstantSource clock) {
        Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
        return switch (definition.policy().pace()) {
            case Pace.Rounds _ ->
                new RoundEngine(recipe, transport, this::evaluateBeforeCommit, clock, codecs, keeper(), watch);
            case Pace.Overlapping overlapping ->
                new AsyncEngine(
                        recipe, overlapping, transport, this::evaluateBeforeCommit, clock, codecs, keeper(), watch);
        };
    }

    private static Recipe recipe(JobDefinition job, NoiseSource noise) {
        return new Recipe(
                new Work(
                        job.task(),
                        job.training(),
                        LearningRateSchedule.exponential(job.learningRate(), job.decay()),
                        job.codec()),
                job.policy().selection(),
                job.policy().tiering(),
                job.rule(),
                job.serverOptimizer(),
                new Participation(job.clientsPerRound(), job.overCommit(), job.quorum(), job.deadline()),
                new UpdateLimits(job.maxMagnitude(), job.maxExamples(), job.clientsPerRound()),
                EvaluationSchedule.everyRounds(job.evaluateEvery(), job.rounds()),
                job.secure(),
                job.budget().map(budget -> new Privacy(budget, noise)));
    }

    /**
     * Runs.
     *
     * @return why it is over before all rounds are done; empty if they are
     * @throws IOException if the state cannot be read or kept
     * @throws InterruptedException if told to stop; the next run goes on
     */
    String run() throws IOException, InterruptedException {
        try (engine) {
            return rounds();
        }
    }

    private String rounds() throws IOException, InterruptedException {
        Optional<Federation> kept = state.latest(definition.id());
        Federation federation = kept.isPresent() ? kept.get() : begin();
        boolean resumed = kept.isPresent();
        // Nobody knows any more who was away, so all have another chance.
        kept.ifPresent(before -> away.addAll(before.tiers().dropOuts()));
        tellSpent(federation);
        while (federation.round() < definition.rounds()) {
            // A round that was cut short is taken up with the clients it had.
            Optional<Federation> after = next(resumed ? federation : withThoseWhoAreThere(federation));
            if (after.isEmpty()) {
                return budgetSpent(federation);
            }
            federation = after.get();
            resumed = false;
        }
        if (!federation.flights().isEmpty()) {
            // Nobody waits for them any more.
            state.update(federation.withFlights(List.of()));
        }
        return "";
    }

    private void tellSpent(Federation kept) {
        definition.budget().ifPresent(budget -> listener.spent(definition.id(), kept.privacy(), budget));
    }

    private String budgetSpent(Federation last) {
        PrivacyBudget budget = definition.budget().orElseThrow();
        return String.format(
                Locale.ROOT,
                "the privacy budget is spent after %d rounds: epsilon %.4g of %.4g at delta %.3g, and one more would exceed it",
                last.round(),
                last.privacy().epsilon(budget.delta()),
                budget.epsilon(),
                budget.delta());
    }

    private Federation begin() throws IOException, InterruptedException {
        listener.waiting(definition.id(), definition.leastClients());
        Set<ClientId> clients = presence.await(definition.leastClients());
        Parameters initial = definition
                .serverOptimizer()
                .start(definition
                        .privateLayers()
                        .sharedOf(models.initialize(
                                definition.model(), definition.modelSeed().value())));
        GlobalModel model = new GlobalModel(definition.model(), 0, initial);
        state.offer(definition.id(), model);
        listener.profiling(definition.id(), clients.size());
        TierPlan profiled = new Profiler(definition, transport, seed).profile(model, clients);
        TierPlan tiers = definition.policy().tiering().start(profiled);
        Evaluated evaluated = evaluator.evaluate(model, tiers);
        Federation first = new Federation(
                definition.id(),
                0,
                model,
                definition.serverOptimizer().initialState(initial.layout()),
                tiers.withInitialAccuracy(evaluated.tierAccuracy()),
                seed.child("rounds"));
        state.begin(first);
        listener.began(first, evaluated);
        return first;
    }

    /** A model that a round made is not kept yet when its clients fetch it. */
    private Evaluated evaluateBeforeCommit(GlobalModel model, TierPlan tiers) throws InterruptedException {
        try {
            state.offer(definition.id(), model);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return evaluator.evaluate(model, tiers);
    }

    private StateKeeper keeper() {
        return new StateKeeper() {
            @Override
            public void keep(Federation entered) {
                JobRunner.this.keep(entered);
            }

            @Override
            public void judged(ClientReport report) {
                listener.progress(definition.id(), new Progress.Judged(report));
            }
        };
    }

    /** Before anything of a round is shown, or goes out. */
    private void keep(Federation entered) {
        try {
            state.update(entered);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Empty if the budget does not bear this round. */
    private Optional<Federation> next(Federation before) throws IOException, InterruptedException {
        Outcome outcome = engine.next(before);
        if (outcome.report().status() == RoundReport.Status.BUDGET_SPENT) {
            listener.passed(definition.id(), outcome.report().status());
            return Optional.empty();
        }
        if (outcome.report().status() == RoundReport.Status.NO_CLIENTS) {
            listener.passed(definition.id(), outcome.report().status());
            listener.waiting(definition.id(), 1);
            Set<ClientId> _ = presence.await(1);
            return Optional.of(before);
        }
        watch.phase(RoundWatch.Phase.COMMIT);
        state.commit(outcome);
        listener.round(outcome);
        tellSpent(outcome.after());
        return Optional.of(outcome.after());
    }

    /** Clients come and go between rounds; who takes part is kept before anybody is asked. */
    private Federation withThoseWhoAreThere(Federation before) throws IOException {
        TierPlan tiers = before.tiers();
        Set<ClientId> present = presence.present();
        Set<ClientId> gone = new TreeSet<>();
        for (int tier = 0; tier < tiers.tierCount() && presence.isSettled(); tier++) {
            for (ClientId client : tiers.clients(tier)) {
                if (!present.contains(client)) {
                    gone.add(client);
                }
            }
        }
        Set<ClientId> dropOuts = new HashSet<>(tiers.dropOuts());
        for (ClientId client : present) {
            boolean returns = away.remove(client) || !dropOuts.contains(client);
            if (tiers.tierOf(client).isEmpty() && returns) {
                tiers = tiers.with(client);
            }
        }
        dropOuts.stream().filter(client -> !present.contains(client)).forEach(away::add);
        for (ClientId client : gone) {
            tiers = tiers.without(client);
        }
        away.addAll(gone);
        if (tiers.sharesClientsWith(before.tiers())) {
            return before;
        }
        Federation after = before.withTiers(tiers);
        state.update(after);
        return after;
    }
}
