package io.tifl.experiments.noise.federated;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.EvaluationSchedule;
import io.tifl.coordinator.round.Evaluator;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.LearningRateSchedule;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.Work;
import io.tifl.experiments.noise.NoiseSettings;
import io.tifl.experiments.noise.NoiseTrainTask;
import io.tifl.experiments.noise.federated.NoiseAwareResult.Judged;
import io.tifl.experiments.noise.federated.NoiseAwareResult.OfSeed;
import io.tifl.experiments.noise.federated.NoiseAwareResult.Training;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.Pool;
import io.tifl.leaf.Split;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Federated averaging with and without the noise of clients' devices in their training, in virtual time: does it cost less accuracy on
 * analog devices, and how much clean accuracy does it cost? Both ways begin with the same model and meet the same shards, cohorts, batches
 * and, when judged, chips. Confined to one thread; the same result for any number of workers.
 */
public final class NoiseAwareExperiment {
    /** Examples that are dealt in the experiment of the documentation. */
    public static final int STANDARD_EXAMPLES = 12_000;

    private static final double HELD_OUT = 0.2;
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final NoiseAwareSettings settings;
    private final Pool pool;
    private final LearnerFactory engine;
    private final int workers;
    private final Consumer<String> listener;

    private NoiseAwareExperiment(
            NoiseAwareSettings settings, Pool pool, LearnerFactory engine, int workers, Consumer<String> listener) {
        this.settings = settings;
        this.pool = pool;
        this.engine = engine;
        this.workers = workers;
        this.listener = listener;
    }

    /**
     * Runs all seeds.
     *
     * @param pool is dealt to clients; each holds a part of its examples back to judge models on
     * @param workers threads that train at once, at least 1
     * @param listener hears a line for each model that was judged
     */
    public static NoiseAwareResult run(NoiseAwareSettings settings, Pool pool, int workers, Consumer<String> listener)
            throws InterruptedException {
        LearnerFactory engine = Catalog.load("engine", LearnerFactory.class).get("compiled");
        NoiseAwareExperiment experiment = new NoiseAwareExperiment(settings, pool, engine, workers, listener);
        List<OfSeed> seeds = new ArrayList<>();
        for (long seed : settings.seeds()) {
            seeds.add(experiment.of(seed));
        }
        return new NoiseAwareResult(seeds);
    }

    private OfSeed of(long number) throws InterruptedException {
        Seed seed = new Seed(number).child("noise-aware");
        Partitioner partitioner = settings.alpha() == 0
                ? Partitioner.iid(settings.clients())
                : Partitioner.dirichlet(settings.clients(), settings.alpha(), true, 10);
        FederatedDataset data = FederatedDataset.of(pool, partitioner, Split.holdOut(HELD_OUT), seed.child("data"));
        GlobalModel first = new GlobalModel(settings.model(), 0, initial(seed));
        try (SimulatedNoise fleet = new SimulatedNoise(data.clients(), engine, workers, seed)) {
            Settings shared =
                    Settings.none().with("epochs", settings.epochs()).with("batch-size", settings.batchSize());
            Training plain = train("plain", new Task("train", shared), first, fleet, seed);
            Training aware = train(
                    "aware",
                    new Task(
                            NoiseTrainTask.NAME,
                            shared.with("profiles", settings.profiles()).with("profile-seed", number)),
                    first,
                    fleet,
                    seed);
            return new OfSeed(number, plain, aware);
        }
    }

    private record Task(String name, Settings settings) {}

    private Parameters initial(Seed seed) {
        try (Learner learner = engine.open(settings.model())) {
            return learner.initial(seed.child("model").value());
        }
    }

    private Training train(String name, Task task, GlobalModel first, SimulatedNoise fleet, Seed seed)
            throws InterruptedException {
        List<Judged> judged = new ArrayList<>();
        Evaluator evaluator = (model, _) -> {
            Robustness found = judge(model, fleet, seed);
            judged.add(new Judged(model.version(), found));
            listener.accept(said(name, model, found));
            return new Evaluated(found.cleanAccuracy(), 0, List.of(OptionalDouble.of(found.cleanAccuracy())));
        };
        try (RoundEngine engine = new RoundEngine(
                recipe(task), fleet.transport(), evaluator, fleet.clock(), Catalog.load("codec", UpdateCodec.class))) {
            Federation federation = new Federation(
                    new JobId("training"),
                    0,
                    first,
                    new Add().initialState(first.parameters().layout()),
                    TierPlan.untiered(fleet.data().keySet()),
                    seed.child("rounds"));
            while (federation.round() < settings.rounds()) {
                federation = engine.next(federation).after();
            }
        }
        return new Training(judged);
    }

    private Recipe recipe(Task task) {
        PolicyRecipe vanilla = SchedulingPolicy.catalog().get("vanilla").recipe(Settings.none());
        int clients = settings.clientsPerRound();
        return new Recipe(
                new Work(
                        task.name(),
                        task.settings(),
                        LearningRateSchedule.constant(settings.learningRate()),
                        Float32Codec.NAME),
                vanilla.selection(),
                vanilla.tiering(),
                new WeightedMean(),
                new Add(),
                new Participation(clients, 0, clients, PATIENCE),
                UpdateLimits.forRound(clients),
                EvaluationSchedule.everyRounds(settings.evaluateEvery(), settings.rounds()));
    }

    /** By all clients, each with chips of every profile: the same chips for every model. */
    private Robustness judge(GlobalModel model, SimulatedNoise fleet, Seed seed) throws InterruptedException {
        Settings order = Settings.none().with("profiles", settings.profiles()).with("trials", settings.trials());
        NoiseRound round = new NoiseRound(
                new JobId("training:noise"), model.version(), model, order, seed.child("judge"), PATIENCE);
        NoiseRound.Outcome outcome =
                round.run(fleet.transport(), List.copyOf(fleet.data().keySet()), PooledChips.none(), () -> {});
        return Robustness.of(outcome.chips(), NoiseSettings.of(order));
    }

    private static String said(String name, GlobalModel model, Robustness found) {
        return String.format(
                Locale.ROOT,
                "%s, round %d: clean accuracy %.4f, average normalised change %.2f %%, worst client %.4f",
                name,
                model.version(),
                found.cleanAccuracy(),
                found.averageChange(),
                found.worst().accuracy());
    }
}
