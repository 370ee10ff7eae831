package io.tifl.coordinator.job;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.secure.Strength;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.aggregation.wrapper.WrapperSettings;
import io.tifl.coordinator.round.AsyncEngine;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.SecureAggregation;
import io.tifl.protocol.JobId;
import io.tifl.protocol.LayerSelection;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.SigningKey;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.tiering.Pace;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.Splitting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * What a job is to do, as its author wrote it in YAML or JSON, resolved and checked. Names are those of the replay's studies.
 *
 * @param training settings of the clients' task
 * @param fineTuning settings of training before a model is judged once more; none for not
 * @param policy how clients are selected and tiers change
 * @param splitting how profiles become tiers
 * @param leastClients how many clients must be there before the job begins
 * @param secure if the coordinator is to learn sums of updates and no single one
 * @param evaluateClients most clients of a tier that evaluate a model; 0 for all
 * @param rule how updates become one change
 * @param serverOptimizer how that change moves the model
 * @param budget of privacy, of a job with noise and only of one
 */
public record JobDefinition(
        JobId id,
        ModelSpec model,
        String task,
        Settings training,
        Settings fineTuning,
        double learningRate,
        double decay,
        String codec,
        long rounds,
        int clientsPerRound,
        double overCommit,
        int quorum,
        Duration deadline,
        PolicyRecipe policy,
        Splitting splitting,
        int profilingRounds,
        Duration profilingLimit,
        int leastClients,
        int evaluateEvery,
        int evaluateClients,
        AggregationRule rule,
        ServerOptimizer serverOptimizer,
        Optional<PrivacyBudget> budget,
        Optional<SecureAggregation> secure,
        double maxMagnitude,
        long maxExamples,
        long seed) {
    private static final String MEAN_OF = "mean-of";
    private static final String PRIVATE_LAYERS = "private-layers";
    private static final String PRIVATE_SEED = "private-seed";

    private static final String DITTO = "ditto";
    private static final String FINE_TUNE_EPOCHS = "fine-tune-epochs";
    private static final String FINE_TUNE_RATE = "fine-tune-learning-rate";

    private static final Set<String> TRAINING =
            Set.of("epochs", "batch-size", "optimizer", "proximal", "share", "minibatch", PRIVATE_LAYERS, DITTO);

    private static final String SECURE = "secure-aggregation";

    private static final Set<String> SECURE_SETTINGS =
            Set.of("authority", "bits", "range", "max-weight", "corrupt", "drop-out", "server", "stage-deadline");

    private static final Set<String> KNOWN = known();

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private static final int LARGEST_TEXT = 64 << 10;

    private static Set<String> known() {
        Set<String> known = new TreeSet<>(Set.of(
                "name",
                "model",
                "task",
                "learning-rate",
                "decay",
                "codec",
                "rounds",
                "clients-per-round",
                "over-commit",
                "quorum",
                "deadline",
                "policy",
                "sync-rounds",
                "profiling-limit",
                "least-clients",
                "evaluate-every",
                "evaluate-clients",
                "max-change",
                "max-examples",
                "seed"));
        known.addAll(Set.of("model-settings", "policy-settings", "task-settings"));
        known.addAll(Set.of("rule", "rule-settings", "server-optimizer", "server-optimizer-settings"));
        known.addAll(Set.of("wrappers", FINE_TUNE_EPOCHS, FINE_TUNE_RATE));
        known.add(SECURE);
        known.addAll(TRAINING);
        known.addAll(Splitting.SETTINGS);
        return known;
    }

    /** Which layers clients keep to themselves. */
    public LayerSelection privateLayers() {
        return LayerSelection.parse(training.text(PRIVATE_LAYERS, ""));
    }

    /** What all settings of a task say on the layers that clients keep to themselves. */
    Settings privacySettings() {
        return privateLayers().isEmpty()
                ? Settings.none()
                : Settings.none()
                        .with(PRIVATE_LAYERS, training.text(PRIVATE_LAYERS))
                        .with(PRIVATE_SEED, training.text(PRIVATE_SEED));
    }

    /** What an order to evaluate says. */
    Settings evaluationSettings() {
        Settings settings = privacySettings();
        for (Map.Entry<String, String> entry : fineTuning.values().entrySet()) {
            settings = settings.with(entry.getKey(), entry.getValue());
        }
        return training.has(DITTO) ? settings.with("own", true) : settings;
    }

    /** The models that clients judge, and the metric with the number of examples each is right on. */
    SortedMap<String, String> evaluatedModels() {
        SortedMap<String, String> models = new TreeMap<>();
        models.put(privateLayers().isEmpty() ? "global" : "private layers", "correct");
        if (training.has(DITTO)) {
            models.put("ditto", "own-correct");
        }
        if (!fineTuning.values().isEmpty()) {
            models.put("fine-tuned", "tuned-correct");
        }
        return models;
    }

    /** All chance of the job. */
    Seed chance() {
        return chance(id, seed);
    }

    private static Seed chance(JobId id, long seed) {
        return new Seed(seed).child(id.value());
    }

    /** What the first model is drawn from. */
    Seed modelSeed() {
        return modelSeed(chance());
    }

    private static Seed modelSeed(Seed chance) {
        return chance.child("model");
    }

    /** Whether rounds draw from one tier each, rather than from all clients. */
    public boolean isTiered() {
        return isTiered(policy);
    }

    private static boolean isTiered(PolicyRecipe recipe) {
        return recipe.selection().isTiered();
    }

    /**
     * Reads a definition.
     *
     * @param text YAML or JSON
     * @throws InvalidJobException naming everything that is wrong
     */
    public static JobDefinition parse(String text) throws InvalidJobException {
        if (text.length() > LARGEST_TEXT) {
            throw new InvalidJobException(List.of("a definition has at most " + LARGEST_TEXT + " characters"));
        }
        Map<?, ?> read;
        try {
            read = YAML.readValue(text, Map.class);
        } catch (JacksonException e) {
            throw new InvalidJobException(List.of("neither YAML nor JSON: " + e.getOriginalMessage()));
        }
        if (read == null) {
            throw new InvalidJobException(List.of("the definition is empty"));
        }
        return new Reader(read).definition();
    }

    /** Reads names and values, and collects what is wrong with them. */
    private static final class Reader {
        private final List<String> problems = new ArrayList<>();
        private final Map<?, ?> read;
        private Settings flat = Settings.none();

        Reader(Map<?, ?> read) {
            this.read = read;
        }

        JobDefinition definition() throws InvalidJobException {
            read.forEach((name, value) -> {
                if (!KNOWN.contains(String.valueOf(name))) {
                    problems.add("unknown setting '" + name + "'; known are " + KNOWN);
                } else if (!(value instanceof Map<?, ?>) && value != null) {
                    flat = flat.with(String.valueOf(name), value);
                }
            });
            long rounds = number("rounds", 100, 1, Integer.MAX_VALUE);
            int clients = number("clients-per-round", 5, 1, 1_000_000);
            Settings training = nested("task-settings");
            for (String name : TRAINING) {
                training = flat.has(name) ? training.with(name, flat.text(name)) : training;
            }
            JobId id = attempt(() -> new JobId(flat.text("name")), new JobId("none"));
            if (id.value().indexOf(':') >= 0) {
                problems.add("a job's name holds no ':', got " + id);
            }
            Seed modelSeed = modelSeed(chance(id, number64("seed", 1)));
            if (training.has(PRIVATE_LAYERS)) {
                training = training.with(PRIVATE_SEED, modelSeed.value());
                attempt(() -> LayerSelection.parse(flat.text(PRIVATE_LAYERS, "")), LayerSelection.none());
            }
            JobDefinition definition = new JobDefinition(
                    id,
                    attempt(() -> new ModelSpec(flat.text("model"), nested("model-settings")), ModelSpec.of("none")),
                    flat.text("task", "train"),
                    training,
                    fineTuning(training),
                    real("learning-rate", 0.01, 0, 1e6),
                    real("decay", 1, 0, 1),
                    attempt(
                            () -> Catalog.load("codec", UpdateCodec.class)
                                    .get(flat.text("codec", "float32"))
                                    .name(),
                            "float32"),
                    rounds,
                    clients,
                    real("over-commit", 0, -1, 10),
                    number("quorum", Math.max(1, clients * 4 / 5), 1, clients),
                    seconds("deadline", 600),
                    policy(rounds),
                    attempt(() -> Splitting.from(flat, Splitting.catalog(), clients), Splitting.quantile(clients)),
                    number("sync-rounds", 1, 0, 1000),
                    seconds("profiling-limit", 120),
                    number("least-clients", clients, 1, Integer.MAX_VALUE),
                    number("evaluate-every", 10, 1, Integer.MAX_VALUE),
                    number("evaluate-clients", 20, 0, Integer.MAX_VALUE),
                    rule(clients, rounds),
                    attempt(
                            () -> ServerOptimizer.catalog()
                                    .get(flat.text("server-optimizer", "add"))
                                    .configured(nested("server-optimizer-settings")),
                            new Add()),
                    attempt(() -> WrapperSettings.budget(nested("wrappers")), Optional.empty()),
                    secure(clients),
                    real("max-change", 1024, 0, 1e30),
                    number("max-examples", 1 << 20, 1, Integer.MAX_VALUE),
                    number64("seed", 1));
            definition.rule().objection(training).ifPresent(problems::add);
            objectToDitto(definition);
            TaskCheck.objections(definition.task(), training).forEach(problems::add);
            definition
                    .secure()
                    .flatMap(secure -> secure.objection(
                            definition.codec(),
                            definition.rule(),
                            new Participation(clients, 0, definition.quorum(), definition.deadline())))
                    .ifPresent(problems::add);
            if (definition.secure().isPresent() && !definition.privateLayers().isEmpty()) {
                problems.add(
                        "'" + PRIVATE_LAYERS + "' does not go together with '" + SECURE
                                + "': those layers are kept by clients from round to round, which masked ones cannot; leave one of them out");
            }
            definition.serverOptimizer().objection(definition.rule(), training).ifPresent(problems::add);
            Recipe.objection(
                            definition.policy().selection(), definition.budget().isPresent())
                    .ifPresent(problems::add);
            if (definition.policy().pace() instanceof Pace.Overlapping overlapping) {
                AsyncEngine.objection(
                                overlapping,
                                definition.rule(),
                                definition.serverOptimizer(),
                                definition.secure().isPresent(),
                                definition.budget().isPresent())
                        .ifPresent(problems::add);
                if (overlapping.meanOf() > 1) {
                    problems.add("'" + MEAN_OF
                            + "' is of replays: devices know a model by its version, so a job serves and judges"
                            + " the one that they train from; leave it out");
                }
            }
            if (!problems.isEmpty()) {
                throw new InvalidJobException(problems);
            }
            return definition;
        }

        private Settings fineTuning(Settings training) {
            int epochs = number(FINE_TUNE_EPOCHS, 0, 0, 1_000_000);
            if (epochs == 0) {
                if (flat.has(FINE_TUNE_RATE)) {
                    problems.add("'" + FINE_TUNE_RATE + "' goes with '" + FINE_TUNE_EPOCHS + "'");
                }
                return Settings.none();
            }
            double usual = attempt(() -> flat.real("learning-rate", 0.01), 0.01);
            Settings tuning = Settings.none()
                    .with(FINE_TUNE_EPOCHS, epochs)
                    .with("learning-rate", real(FINE_TUNE_RATE, usual, 0, 1e6));
            for (String name : List.of("batch-size", "optimizer")) {
                tuning = training.has(name) ? tuning.with(name, training.text(name)) : tuning;
            }
            return tuning;
        }

        private void objectToDitto(JobDefinition definition) {
            Settings training = definition.training();
            if (!training.has(DITTO)) {
                return;
            }
            double lambda = attempt(() -> training.real(DITTO, 0), 0.0);
            if (lambda < 0) {
                problems.add("'" + DITTO + "' must be 0 or more, got " + lambda);
            }
            if (training.text("optimizer", "sgd").equals("sgd") && lambda * definition.learningRate() >= 2) {
                problems.add(
                        "'" + DITTO + "' times the learning rate must be below 2, or the steps of sgd diverge; got "
                                + lambda + " times " + definition.learningRate());
            }
            if (training.has(PRIVATE_LAYERS)) {
                problems.add("'" + DITTO + "' trains a whole model for each client: '" + PRIVATE_LAYERS
                        + "' do not go with it");
            }
            if (definition.secure().isPresent()) {
                problems.add("'" + DITTO + "' keeps a model from round to round, and '" + SECURE + "' keeps nothing");
            }
        }

        private AggregationRule rule(int clients, long rounds) {
            return attempt(
                    () -> WrappedRule.of(
                            AggregationRule.catalog()
                                    .get(flat.text("rule", "weighted-mean"))
                                    .configured(nested("rule-settings")),
                            WrapperSettings.wrappers(nested("wrappers"), clients, rounds)),
                    new WeightedMean());
        }

        private PolicyRecipe policy(long rounds) {
            SchedulingPolicy policy = attempt(
                    () -> SchedulingPolicy.catalog().get(flat.text("policy", "adaptive")),
                    SchedulingPolicy.catalog().get("vanilla"));
            Settings said = nested("policy-settings");
            Settings settings = saying(policy, saying(policy, said, "rounds", rounds), MEAN_OF, 1);
            return attempt(
                    () -> followingDrift(policy, settings),
                    SchedulingPolicy.catalog().get("vanilla").recipe(Settings.none()));
        }

        /** With what a job says where its author says nothing, if the policy listens to it. */
        private static Settings saying(SchedulingPolicy policy, Settings said, String name, long usual) {
            return policy.settings().contains(name) && !said.has(name) ? said.with(name, usual) : said;
        }

        // Real devices change their speed, which one profiling does not see. A policy without tiers must not depend on
        // time.
        private static PolicyRecipe followingDrift(SchedulingPolicy policy, Settings settings) {
            PolicyRecipe recipe = policy.recipe(settings);
            boolean follows = isTiered(recipe) && policy.settings().contains("retiering") && !settings.has("retiering");
            return follows ? policy.recipe(settings.with("retiering", "on")) : recipe;
        }

        private Optional<SecureAggregation> secure(int clients) {
            Settings said = nested(SECURE);
            return read.containsKey(SECURE)
                    ? attempt(() -> Optional.of(secure(said, clients)), Optional.empty())
                    : Optional.empty();
        }

        private static SecureAggregation secure(Settings said, int clients) {
            said.requireOnly(SECURE_SETTINGS);
            return new SecureAggregation(
                    new SecureTerms(
                            Ring.ofBits(said.integer("bits", 64)),
                            said.real("range", 8),
                            said.integer("max-weight", 1 << 20),
                            clients),
                    new Strength(
                            said.real("corrupt", 0.1),
                            said.real("drop-out", 0.2),
                            Strength.Server.named(said.text("server", "equivocating"))),
                    SigningKey.publicKeyFromText(said.text("authority")),
                    Duration.ofNanos(Math.round(said.real("stage-deadline", 60) * 1e9)));
        }

        private Settings nested(String name) {
            Settings settings = Settings.none();
            Object value = read.get(name);
            if (value instanceof Map<?, ?> map) {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    settings = settings.with(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
                }
            } else if (value != null) {
                problems.add("'" + name + "' must hold names and values");
            }
            return settings;
        }

        private int number(String name, int otherwise, int least, int most) {
            int value = attempt(() -> flat.integer(name, otherwise), otherwise);
            if (value < least || value > most) {
                problems.add("'" + name + "' must lie between " + least + " and " + most + ", got " + value);
            }
            return value;
        }

        private long number64(String name, long otherwise) {
            return attempt(() -> Long.parseLong(flat.text(name, Long.toString(otherwise))), otherwise);
        }

        /** A number above {@code above} and up to {@code most}. */
        private double real(String name, double otherwise, double above, double most) {
            double value = attempt(() -> flat.real(name, otherwise), otherwise);
            if (!(value > above && value <= most)) {
                problems.add("'" + name + "' must lie above " + above + " and up to " + most + ", got " + value);
            }
            return value;
        }

        private Duration seconds(String name, double otherwise) {
            return Duration.ofNanos(Math.round(real(name, otherwise, 0, 30 * 86_400) * 1e9));
        }

        private <T> T attempt(Supplier<T> value, T otherwise) {
            try {
                return value.get();
            } catch (IllegalArgumentException e) {
                problems.add(String.valueOf(e.getMessage()));
                return otherwise;
            }
        }
    }
}
