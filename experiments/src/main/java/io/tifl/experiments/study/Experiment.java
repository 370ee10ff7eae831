package io.tifl.experiments.study;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.aggregation.wrapper.WrapperSettings;
import io.tifl.client.Examples;
import io.tifl.client.LearnerFactory;
import io.tifl.client.compiled.FlopCount;
import io.tifl.client.compiled.UnsupportedModelException;
import io.tifl.client.secure.SecureSessions;
import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.Ditto;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.client.task.FineTuning;
import io.tifl.client.task.Minibatch;
import io.tifl.coordinator.round.AsyncEngine;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.EvaluationSchedule;
import io.tifl.coordinator.round.Evaluator;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.LearningRateSchedule;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Privacy;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.Rounds;
import io.tifl.coordinator.round.Work;
import io.tifl.experiments.attack.Adversaries;
import io.tifl.experiments.attack.AttackedWorkplace;
import io.tifl.experiments.fleet.WorkerFleet;
import io.tifl.experiments.sim.SimulatedFleet;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.experiments.sim.Workplace;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.LayerSelection;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.tiering.Pace;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.TierPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What all runs of one seed share: who holds what on which device, the first model, the profile, and the learners. Confined
 * to one thread, which its worker threads serve.
 */
final class Experiment implements AutoCloseable {
    /** A change of one parameter beyond this in one round is a fault, not learning. */
    private static final double MAX_MAGNITUDE = 1024;

    /** Folder of what the clients of a run keep. */
    private static final String CLIENTS = "clients";

    private final ReplaySettings settings;
    private final Seed seed;
    private final int threads;
    private final LearnerFactory engine;
    private final Optional<WorkerFleet> workers;
    private final FederatedDataset data;
    private final Map<ClientId, String> hierarchies;
    private final Optional<Adversaries> adversaries;
    private final Devices devices;
    private final Parameters drawn;
    private final GlobalModel initial;
    private final Profiled profiled;
    private final Optional<TierPlan> truth;
    private final Evaluated initialEvaluation;
    private final LearnerPool learners;
    private final TierEvaluator evaluator;

    private Experiment(
            ReplaySettings settings,
            Population.Loaded loaded,
            LearnerFactory engine,
            Seed seed,
            int threads,
            Optional<WorkerFleet> workers)
            throws IOException, InterruptedException {
        this.settings = settings;
        this.seed = seed;
        this.threads = threads;
        this.engine = engine;
        this.workers = workers;
        this.data = Population.deal(settings, loaded, seed.child("data"));
        this.hierarchies = loaded.hierarchies();
        this.adversaries = Population.adversaries(settings, data, seed.child("data"));
        this.devices = Devices.of(settings, data, loaded.standsFor(), seed);
        ModelSpec spec = Models.spec(
                settings.training().model(), settings.training().modelSettings(), data.featureShape(), data.classes());
        this.learners = new LearnerPool(engine, spec, threads);
        this.evaluator = new TierEvaluator(data.clients(), learners);
        Parameters parameters =
                learners.lend(learner -> learner.initial(modelSeed().value()));
        this.drawn = parameters;
        this.initial = new GlobalModel(
                spec, 0, optimizer(settings).start(privateLayers(settings).sharedOf(parameters)));
        this.profiled = Profiled.of(
                settings, devices.profiled(), initial, data.clients().sequencedKeySet());
        this.truth = truth();
        this.initialEvaluation = evaluator
                .of(personalModels(new ClientMemory(), new JobId("initial")))
                .evaluate(initial, profiled.tiers());
    }

    static Experiment prepare(
            ReplaySettings settings,
            Population.Loaded loaded,
            LearnerFactory engine,
            long seed,
            int threads,
            Optional<WorkerFleet> workers)
            throws IOException, InterruptedException {
        if (workers.isPresent() && settings.aggregation().secure()) {
            throw new IllegalArgumentException(
                    "workers add updates up before they are seen, and under masks they cannot:"
                            + " secure aggregation is replayed in one process");
        }
        Experiment experiment = new Experiment(settings, loaded, engine, new Seed(seed), threads, workers);
        workers.ifPresent(fleet -> fleet.session(
                FleetPreparation.Work.of(settings, seed, experiment.data).json()));
        return experiment;
    }

    /** The clients as they are profiled after they changed their speed, if they do. */
    private Optional<TierPlan> truth() throws InterruptedException {
        if (devices.drifted().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Profiled.of(
                        settings,
                        devices.drifted().get().after(),
                        initial,
                        data.clients().sequencedKeySet())
                .tiers());
    }

    private Insight insight() {
        return truth.filter(_ -> settings.course().drift().known())
                .map(plan -> Insight.ofDrift(
                        devices.drifted().orElseThrow().at(),
                        plan,
                        Profiled.splitting(settings).split()))
                .orElseGet(Insight::none);
    }

    private Length length() {
        return new Length(settings.rounds().count(), settings.course().stopAfterSeconds());
    }

    private PersonalModels personalModels(ClientMemory memory, JobId job) {
        return new PersonalModels(
                privateLayers(settings), drawn, settings.personal().ditto().isPresent(), memory, job);
    }

    private static Optional<FineTuning> tuning(ReplaySettings settings) {
        ReplaySettings.Personal personal = settings.personal();
        return personal.fineTuneEpochs() == 0
                ? Optional.empty()
                : Optional.of(new FineTuning(
                        personal.fineTuneEpochs(),
                        settings.training().batchSize(),
                        personal.fineTuneLearningRate(),
                        settings.training().optimizer()));
    }

    private Seed modelSeed() {
        return seed.child("init");
    }

    /** Which layers clients keep to themselves. */
    static LayerSelection privateLayers(ReplaySettings settings) {
        return LayerSelection.parse(settings.training().privateLayers());
    }

    /** @throws IllegalArgumentException if a name in the settings is not among those there are */
    static void check(ReplaySettings settings) {
        for (String policy : settings.policies()) {
            PolicyRecipe recipe = recipeOf(policy, settings);
            Recipe.objection(recipe.selection(), budget(settings).isPresent())
                    .or(() ->
                            objection(recipe.pace(), settings).map(objection -> "policy " + policy + ": " + objection))
                    .ifPresent(objection -> {
                        throw new IllegalArgumentException(objection);
                    });
        }
        LayerSelection _ = privateLayers(settings);
        UpdateCodec _ = codecs().get(settings.training().codec());
        LearnerFactory _ = engine(settings);
        Optional<PrivacyBudget> _ = budget(settings);
        AggregationRule rule = rule(settings);
        if (settings.aggregation().secure()) {
            if (!settings.attacked().attack().equals(ReplaySettings.Attacked.NONE)) {
                throw new IllegalArgumentException("attackers forge updates, and under masks there are none to forge:"
                        + " give either an attack or secure aggregation");
            }
            ReplaySettings.Rounds rounds = settings.rounds();
            Participation wanted = new Participation(
                    rounds.clientsPerRound(), rounds.overCommit(), rounds.quorum(), Duration.ofSeconds(1));
            new SecureClients()
                    .aggregation(rounds.clientsPerRound(), 1)
                    .objection(settings.training().codec(), rule, wanted)
                    .ifPresent(objection -> {
                        throw new IllegalArgumentException(objection);
                    });
        }
        Settings task = task(settings.training());
        Optional<FineTuning> _ = tuning(settings);
        rule.objection(task)
                .or(() -> optimizer(settings).objection(rule, task))
                .or(() -> rule.objection(settings.rounds().clientsPerRound()))
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
        Population.check(settings);
        Devices.check(settings);
        Profiled.check(settings);
    }

    private static Optional<String> objection(Pace pace, ReplaySettings settings) {
        return pace instanceof Pace.Overlapping overlapping
                ? AsyncEngine.objection(
                        overlapping,
                        rule(settings),
                        optimizer(settings),
                        settings.aggregation().secure(),
                        budget(settings).isPresent())
                : Optional.empty();
    }

    /** What trains the models. */
    static LearnerFactory engine(ReplaySettings settings) {
        return Catalog.load("engine", LearnerFactory.class)
                .get(settings.training().engine());
    }

    static AggregationRule rule(ReplaySettings settings) {
        ReplaySettings.Aggregation said = settings.aggregation();
        return WrappedRule.of(
                AggregationRule.catalog().get(said.rule()).configured(Settings.of(said.ruleSettings())),
                WrapperSettings.wrappers(
                        Settings.of(said.wrappers()),
                        settings.rounds().clientsPerRound(),
                        settings.rounds().count()));
    }

    private static Optional<PrivacyBudget> budget(ReplaySettings settings) {
        return WrapperSettings.budget(Settings.of(settings.aggregation().wrappers()));
    }

    static ServerOptimizer optimizer(ReplaySettings settings) {
        ReplaySettings.Aggregation said = settings.aggregation();
        return ServerOptimizer.catalog()
                .get(said.serverOptimizer())
                .configured(Settings.of(said.serverOptimizerSettings()));
    }

    private static Catalog<UpdateCodec> codecs() {
        return Catalog.load("codec", UpdateCodec.class);
    }

    static PolicyRecipe recipeOf(String name, ReplaySettings settings) {
        SchedulingPolicy policy = SchedulingPolicy.catalog().get(name);
        Settings said = Settings.of(settings.tiers().policySettings().getOrDefault(name, Map.of()));
        if (policy.settings().contains("rounds") && !said.has("rounds")) {
            said = said.with("rounds", settings.rounds().count());
        }
        try {
            return policy.recipe(said);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policy " + name + ": " + e.getMessage(), e);
        }
    }

    /** Runs one policy, or what is left of it, and leaves its summary. */
    void run(RunId run, Path folder, ReplayListener listener, int index, int runs)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        VirtualClock clock = new VirtualClock();
        PolicyRecipe policy = recipeOf(run.policy(), settings);
        TierPlan first = policy.tiering().start(profiled.tiers()).withInitialAccuracy(initialEvaluation.tierAccuracy());
        boolean needsErrorFeedback = codecs().get(settings.training().codec()).needsErrorFeedback();
        AggregationRule rule = rule(settings);
        Optional<SecureClients> secure =
                settings.aggregation().secure() ? Optional.of(new SecureClients()) : Optional.empty();
        ClientMemory memory = ClientMemory.in(folder.resolve(CLIENTS));
        PersonalModels models = personalModels(memory, new JobId(run.folder()));
        LocalWork local = new LocalWork(
                data, engine, rule, memory, secure.map(SecureClients::sessions).orElseGet(SecureSessions::none));
        ErrorFeedback feedback = local.feedback();
        WorkerFleet.Hired hired = workers.map(fleet -> fleet.hire(rule, feedback, needsErrorFeedback, summing()))
                .orElseGet(() -> new WorkerFleet.Hired(Workplace.inProcess(local::run, threads), rule));
        Workplace clients = adversaries
                .<Workplace>map(some -> new AttackedWorkplace(hired.workplace(), some, codecs()))
                .orElse(hired.workplace());
        Workplace workplace = new SimulatedResources(
                clients,
                clock,
                devices.times(),
                initial,
                task(settings.training()),
                order -> Population.trainingExamples(data, order.id().client()));
        boolean remembers =
                adversaries.filter(some -> some.attack().remembers()).isPresent();
        try (local;
                SimulatedFleet fleet = new SimulatedFleet(
                        clock, devices.times(), devices.availability(), workplace, SimulatedFleet.LateWork.SKIPPED);
                Rounds engine = engine(
                        recipe(policy, hired.rule(), secure), policy.pace(), fleet, evaluator.of(models), clock);
                Measures measures = measures(folder, models);
                RunFolder files = new RunFolder(folder)) {
            if (needsErrorFeedback || remembers) {
                // A checkpoint does not hold what clients owe, nor what attackers have seen.
                files.startOver();
            }
            TierHistory history = new TierHistory(policy.tiering(), insight());
            PolicyRun.Finished finished = new PolicyRun(
                            engine,
                            history,
                            length(),
                            new EvaluationCharge(
                                    devices, policy.tiering(), settings.rounds().chargeEvaluations(), deadline()),
                            clock,
                            files,
                            feedback,
                            memory,
                            measures,
                            listener)
                    .run(federation(run, first), run.toString(), index, runs);
            RunSummary summary = new Summarizer(settings, profiled, first, policy, initial, history)
                    .summarize(
                            run,
                            finished,
                            attackSuccess(finished.federation().served()),
                            new ClientEvaluator(evaluator, models, tuning(settings), seed.child("evaluate"))
                                    .evaluate(finished.federation().served()),
                            retrospect(finished, first, policy, history, models),
                            (System.nanoTime() - began) / 1e9);
            files.finish(summary);
            listener.finished(Summarizer.inWords(summary));
        }
    }

    private static Rounds engine(
            Recipe recipe, Pace pace, SimulatedFleet fleet, Evaluator evaluator, VirtualClock clock) {
        return switch (pace) {
            case Pace.Rounds _ -> new RoundEngine(recipe, fleet, evaluator, clock, codecs());
            case Pace.Overlapping overlapping ->
                new AsyncEngine(recipe, overlapping, fleet, evaluator, clock, codecs());
        };
    }

    private Summarizer.Retrospect retrospect(
            PolicyRun.Finished finished,
            TierPlan first,
            PolicyRecipe policy,
            TierHistory history,
            PersonalModels models)
            throws InterruptedException {
        Optional<Retiered> retiered = devices.drifted()
                .filter(_ -> policy.selection().looksAtTiers())
                .map(drifted -> Retiered.of(first, history, finished.journal(), drifted, truth.orElseThrow()));
        return new Summarizer.Retrospect(
                JournalEntry.nullable(evaluator
                        .of(models)
                        .evaluate(finished.federation().served(), profiled.tiers())
                        .tierAccuracy()),
                retiered);
    }

    /** How often the attackers' wish comes true; empty if they want nothing but harm, or nobody attacks. */
    private OptionalDouble attackSuccess(GlobalModel model) throws InterruptedException {
        Optional<Examples> probe = adversaries.flatMap(some -> some.attack().probe(data.test()));
        return probe.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(learners.lend(learner -> learner.evaluate(model.parameters(), probe.get()))
                        .accuracy());
    }

    private Federation federation(RunId run, TierPlan first) {
        return new Federation(
                new JobId(run.folder()),
                0,
                initial,
                optimizer(settings).initialState(initial.parameters().layout()),
                first,
                seed.child("rounds"));
    }

    private Recipe recipe(PolicyRecipe policy, AggregationRule rule, Optional<SecureClients> secure) {
        ReplaySettings.Training training = settings.training();
        ReplaySettings.Rounds rounds = settings.rounds();
        return new Recipe(
                new Work(
                        "train",
                        personalTask(),
                        LearningRateSchedule.exponential(training.learningRate(), training.decay()),
                        training.codec()),
                policy.selection(),
                policy.tiering(),
                rule,
                optimizer(settings),
                new Participation(rounds.clientsPerRound(), rounds.overCommit(), rounds.quorum(), deadline()),
                limits(),
                evaluations(),
                secure.map(clients -> clients.aggregation(rounds.clientsPerRound(), largestShare())),
                budget(settings).map(budget -> new Privacy(budget, NoiseSource.seeded(seed.child("noise")))));
    }

    private Duration deadline() {
        return Duration.ofNanos(Math.round(settings.rounds().deadlineSeconds() * 1e9));
    }

    private EvaluationSchedule evaluations() {
        ReplaySettings.Rounds rounds = settings.rounds();
        double every = settings.course().evaluateEverySeconds();
        EvaluationSchedule often = every == 0
                ? EvaluationSchedule.everyRounds(rounds.evaluateEvery(), rounds.count())
                : EvaluationSchedule.everyInterval(VirtualClock.START, Duration.ofNanos(Math.round(every * 1e9)));
        Length length = length();
        return often.or((completed, started, ended) -> !length.goesOn(completed, seconds(ended)));
    }

    private static double seconds(Instant at) {
        return Duration.between(VirtualClock.START, at).toNanos() / 1e9;
    }

    private Settings personalTask() {
        Settings task = task(settings.training());
        if (!privateLayers(settings).isEmpty()) {
            return task.with("private-layers", settings.training().privateLayers())
                    .with("private-seed", modelSeed().value());
        }
        return settings.personal()
                .ditto()
                .map(lambda -> task.with(Ditto.SETTING, lambda))
                .orElse(task);
    }

    private static Settings task(ReplaySettings.Training training) {
        Settings task = Settings.none()
                .with("epochs", training.epochs())
                .with("batch-size", training.batchSize())
                .with("optimizer", training.optimizer())
                .with("proximal", training.proximal())
                .with("share", training.share());
        return training.minibatch() > 0 ? task.with(Minibatch.SETTING, training.minibatch()) : task;
    }

    private Measures measures(Path folder, PersonalModels models) {
        return settings.rounds().leafMetrics()
                ? new LeafMeasures(
                        folder,
                        settings.training(),
                        operations(initial.spec()),
                        data.clients(),
                        hierarchies,
                        evaluator,
                        models)
                : Measures.NONE;
    }

    private static FlopCount operations(ModelSpec spec) {
        try {
            return FlopCount.of(spec);
        } catch (UnsupportedModelException e) {
            throw new IllegalArgumentException(
                    "leaf-metrics count operations, and those of model '" + spec.name() + "' are not known: it has "
                            + e.getMessage(),
                    e);
        }
    }

    private UpdateLimits limits() {
        return new UpdateLimits(MAX_MAGNITUDE, largestShare(), settings.rounds().clientsPerRound());
    }

    // Where more are asked than are wanted, which updates count is known only when all before them were admitted; and
    // what is summed up elsewhere cannot be forged here.
    private Optional<UpdateLimits> summing() {
        return settings.rounds().overCommit() == 0 && adversaries.isEmpty() ? Optional.of(limits()) : Optional.empty();
    }

    /** The most examples any client can truthfully claim. */
    private long largestShare() {
        return data.clients().values().stream()
                .mapToLong(local -> local.train().size())
                .max()
                .orElse(1);
    }

    @Override
    public void close() {
        evaluator.close();
        learners.close();
    }
}
