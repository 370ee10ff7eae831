package io.tifl.experiments.study;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;

/**
 * What a user says about a replay, on the command line or in a YAML file: the same names in both, all optional. What is not
 * said is resolved by {@link ReplayDefaults}.
 */
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
public final class ReplayOptions {
    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            completionCandidates = Scenarios.Candidates.class,
            description = {
                "Settings of a scenario, which a file and flags win over: ${COMPLETION-CANDIDATES};",
                "or a YAML file of your own (docs/schedulers.md)"
            })
    @Nullable
    String scenario;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            completionCandidates = Presets.Candidates.class,
            description = {
                "Data set, preparation and training of an experiment in LEAF's paper, which a file and flags win over:",
                "${COMPLETION-CANDIDATES} (docs/reproduce/leaf.md)"
            })
    @Nullable
    String preset;

    @Option(
            names = "--dataset",
            paramLabel = "NAME",
            description = {
                "leaf-synthetic (default), mnist, fashion-mnist, digits-by-writer or cifar10; or a set that is prepared as",
                "LEAF does: femnist, shakespeare, sent140, celeba, reddit"
            })
    @Nullable
    String dataset;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the data set's files; otherwise they are downloaded, or generated")
    @Nullable
    Path dataDir;

    @Option(
            names = "--sample",
            paramLabel = "KIND",
            description = {
                "Prepares a data set that has users of its own, as LEAF does: niid takes whole users, iid deals examples anew;",
                "none (default)"
            })
    @Nullable
    String sample;

    @Option(
            names = "--sample-fraction",
            paramLabel = "SHARE",
            description = "Part of the examples that are sampled (default: 0.1)")
    @Nullable
    Double sampleFraction;

    @Option(
            names = "--iid-users",
            paramLabel = "SHARE",
            description = "Users after iid sampling, as a part of those before (default: 0.01)")
    @Nullable
    Double iidUsers;

    @Option(
            names = "--min-samples",
            paramLabel = "N",
            description = "Remove users with fewer examples than these (default: 0)")
    @Nullable
    Integer minSamples;

    @Option(
            names = "--split-by",
            paramLabel = "KIND",
            description = "What is split to train and to test on: each user's examples (sample, default)")
    @Nullable
    String splitBy;

    @Option(
            names = "--train-fraction",
            paramLabel = "SHARE",
            description = "Part of each user's examples to train on (default: 0.9)")
    @Nullable
    Double trainFraction;

    @Option(
            names = "--sampling-seed",
            paramLabel = "SEED",
            description = "Seed of LEAF's sampling; draws what LEAF draws with it")
    @Nullable
    Long samplingSeed;

    @Option(
            names = "--split-seed",
            paramLabel = "SEED",
            description = "Seed of LEAF's split; draws what LEAF draws with it")
    @Nullable
    Long splitSeed;

    @Option(names = "--leaf-compat", description = "Reproduce LEAF's known faults in preparing data")
    @Nullable
    Boolean leafCompat;

    @Option(
            names = "--data-settings",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Settings of the data set, such as vocabulary=10000, comma-separated")
    @Nullable
    Map<String, String> dataSettings;

    @Option(
            names = "--train-samples",
            paramLabel = "N",
            description = "Use only N training examples (default: all); times stay those of the whole set")
    @Nullable
    Integer trainSamples;

    @Option(names = "--test-samples", paramLabel = "N", description = "Use only N test examples (default: all)")
    @Nullable
    Integer testSamples;

    @Option(
            names = "--heterogeneity",
            paramLabel = "KIND",
            description =
                    "none, resource, quantity, non-iid, resource-non-iid, resource-quantity or combined (default: resource)")
    @Nullable
    String heterogeneity;

    @Option(
            names = "--classes-per-client",
            paramLabel = "K",
            description = "Classes each client holds when non-iid (default: 2)")
    @Nullable
    Integer classesPerClient;

    @Option(
            names = "--partition",
            paramLabel = "NAME[:SETTING=VALUE,...]",
            description = {
                "Who holds which examples, such as dirichlet:alpha=0.3 (docs/partitioners.md);",
                "otherwise by the data set's owners, or else by --heterogeneity"
            })
    @Nullable
    String partition;

    @Option(names = "--clients", paramLabel = "N", description = "Number of clients (default: 50)")
    @Nullable
    Integer clients;

    @Option(
            names = "--cpu-table",
            paramLabel = "NAME",
            description = "CPUs of the device groups (default: the paper's for the data set)")
    @Nullable
    String cpuTable;

    @Option(
            names = "--devices",
            paramLabel = "KIND",
            description =
                    "groups (CPU table, default), or recorded phones and networks: flash or flhetbench, from traces/KIND in --data-dir")
    @Nullable
    String devices;

    @Option(
            names = "--availability",
            paramLabel = "KIND",
            description =
                    "always (default), a probability per round, or traces: recorded histories of phones, from traces/flhetbench")
    @Nullable
    String availability;

    @Option(
            names = "--jitter",
            paramLabel = "SIGMA",
            description = "Log-normal spread of response times (default: 0.05)")
    @Nullable
    Double jitter;

    @Option(names = "--dropouts", paramLabel = "SHARE", description = "Share of clients that never answer (default: 0)")
    @Nullable
    Double dropouts;

    @Option(
            names = "--dropouts-at",
            paramLabel = "SECONDS",
            description = "When these begin not to, in virtual seconds (default: 0, before they are profiled)")
    @Nullable
    Double dropoutsAt;

    @Option(
            names = "--drift",
            paramLabel = "SHARE",
            description = "Share of clients whose speed changes for good on the way (default: 0)")
    @Nullable
    Double drift;

    @Option(
            names = "--drift-factor",
            paramLabel = "FACTOR",
            description = "How many times as slow half of these become, and as fast the others (default: 5)")
    @Nullable
    Double driftFactor;

    @Option(
            names = "--drift-at",
            paramLabel = "SECONDS",
            description = "When, in virtual seconds (default: at half of --stop-after)")
    @Nullable
    Double driftAt;

    @Option(
            names = "--oracle",
            description = "Tells the coordinator when speeds drift: tiers are split anew by the new ones")
    @Nullable
    Boolean oracle;

    @Option(
            names = "--slow",
            paramLabel = "SHARE",
            description = "Share of clients that are much slower than their devices say (default: 0)")
    @Nullable
    Double slow;

    @Option(
            names = "--slow-factor",
            paramLabel = "FACTOR",
            description = "How many times as slow these are (default: 100)")
    @Nullable
    Double slowFactor;

    @Option(
            names = "--daily-share",
            paramLabel = "SHARE",
            description = "Part of each day that clients are there, each at hours of its own (default: 1)")
    @Nullable
    Double dailyShare;

    @Option(
            names = "--day",
            paramLabel = "SECONDS",
            description = "Length of such a day in virtual seconds (default: 86400)")
    @Nullable
    Double day;

    @Option(
            names = "--cpu-seconds-per-example",
            paramLabel = "SECONDS",
            description = "What training on an example costs on one CPU (default: by the model)")
    @Nullable
    Double cpuSecondsPerExample;

    @Option(names = "--model", paramLabel = "NAME", description = "Model to train (default: the one for the data set)")
    @Nullable
    String model;

    @Option(
            names = "--model-settings",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Settings of the model, such as sigmoid=true, comma-separated")
    @Nullable
    Map<String, String> modelSettings;

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "What trains the model: compiled (default) or dl4j, the slower reference")
    @Nullable
    String engine;

    @Option(names = "--epochs", paramLabel = "N", description = "Local epochs per round (default: 1)")
    @Nullable
    Integer epochs;

    @Option(names = "--batch-size", paramLabel = "N", description = "Local batch size (default: 10)")
    @Nullable
    Integer batchSize;

    @Option(names = "--learning-rate", paramLabel = "RATE", description = "Learning rate of the first round")
    @Nullable
    Double learningRate;

    @Option(
            names = "--decay",
            paramLabel = "FACTOR",
            description = "Factor on the learning rate per round (default: 0.995)")
    @Nullable
    Double decay;

    @Option(
            names = "--optimizer",
            paramLabel = "NAME",
            description = "Local optimiser: sgd, nesterovs, rmsprop, adam or adagrad")
    @Nullable
    String optimizer;

    @Option(names = "--proximal", paramLabel = "MU", description = "Weight of the FedProx term (default: 0)")
    @Nullable
    Double proximal;

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            description =
                    "Share of its examples that a client trains on in a round, drawn anew each round (default: 1);"
                            + " times stay those of all of them")
    @Nullable
    Double share;

    @Option(
            names = "--minibatch",
            paramLabel = "SHARE",
            description =
                    "LEAF's minibatch SGD: one step a round on this share of a client's examples, in place of epochs of batches")
    @Nullable
    Double minibatch;

    @Option(
            names = "--private-layers",
            paramLabel = "NAMES",
            description =
                    "Layers that clients train and never send, comma-separated: head, batch-norm, or blocks such as 3_*")
    @Nullable
    String privateLayers;

    @Option(
            names = "--ditto",
            paramLabel = "LAMBDA",
            description =
                    "Each client trains a model of its own besides, drawn to that of all by this weight, 0 or more")
    @Nullable
    Double ditto;

    @Option(
            names = "--fine-tune-epochs",
            paramLabel = "N",
            description = "At the end each client trains the model for N epochs and judges it once more (default: 0)")
    @Nullable
    Integer fineTuneEpochs;

    @Option(
            names = "--fine-tune-learning-rate",
            paramLabel = "RATE",
            description = "Learning rate of that training (default: that of the first round)")
    @Nullable
    Double fineTuneLearningRate;

    @Option(names = "--codec", paramLabel = "NAME", description = "Codec of the updates (default: float32)")
    @Nullable
    String codec;

    @Option(
            names = "--policies",
            split = ",",
            paramLabel = "NAME",
            description = "Policies to compare, comma-separated (default: vanilla,uniform,adaptive)")
    @Nullable
    List<String> policies;

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "SEED",
            description = "Seeds, comma-separated (default: 1,2,3)")
    @Nullable
    List<Long> seeds;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds per run")
    @Nullable
    Integer rounds;

    @Option(
            names = "--stop-after",
            paramLabel = "SECONDS",
            description =
                    "End a run with the first round that ends then or later, in virtual seconds; --rounds is a bound")
    @Nullable
    Double stopAfter;

    @Option(names = "--clients-per-round", paramLabel = "N", description = "Updates wanted per round (default: 5)")
    @Nullable
    Integer clientsPerRound;

    @Option(
            names = "--over-commit",
            paramLabel = "SHARE",
            description = "Ask this share of clients more and take the first (default: 0)")
    @Nullable
    Double overCommit;

    @Option(names = "--quorum", paramLabel = "N", description = "Fewest updates that make a round count (default: 1)")
    @Nullable
    Integer quorum;

    @Option(names = "--deadline", paramLabel = "SECONDS", description = "Longest wait per round, in virtual seconds")
    @Nullable
    Double deadline;

    @Option(names = "--evaluate-every", paramLabel = "N", description = "Rounds between two evaluations")
    @Nullable
    Integer evaluateEvery;

    @Option(
            names = "--evaluate-every-seconds",
            paramLabel = "SECONDS",
            description =
                    "Evaluate by virtual time instead, after the first round that ends in a new interval of this length")
    @Nullable
    Double evaluateEverySeconds;

    @Option(
            names = "--target-accuracy",
            paramLabel = "A",
            description = "Accuracy for the time-to-accuracy column, 0 to 1")
    @Nullable
    Double targetAccuracy;

    @Option(
            names = "--charge-evaluations",
            description =
                    "Accuracies that a policy looks at cost its clients time and bytes (default: they cost nothing, as"
                            + " in TiFL's paper)")
    @Nullable
    Boolean chargeEvaluations;

    @Option(
            names = "--leaf-metrics",
            description = {
                "Leave LEAF's files in each run's folder: every client judged on its examples to train and to test on,",
                "and the bytes and operations of each client of a round (docs/reproduce/leaf.md)"
            })
    @Nullable
    Boolean leafMetrics;

    @Option(names = "--tiers", paramLabel = "N", description = "Number of tiers (default: 5)")
    @Nullable
    Integer tiers;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "How latencies become tiers: quantile (default), equal-width or cluster")
    @Nullable
    String split;

    @Option(names = "--sync-rounds", paramLabel = "N", description = "Profiling rounds (default: 5)")
    @Nullable
    Integer syncRounds;

    @Option(names = "--profiling-limit", paramLabel = "SECONDS", description = "Longest wait per profiling round, Tmax")
    @Nullable
    Double profilingLimit;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            description =
                    "How updates become one change: weighted-mean (default), fed-nova, q-fed-avg or a robust rule, such as multi-krum (docs/robustness.md)")
    @Nullable
    String rule;

    @Option(
            names = "--rule-settings",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Settings of the rule, such as q=2, comma-separated")
    @Nullable
    Map<String, String> ruleSettings;

    @Option(
            names = "--wrappers",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = {
                "Around the rule, comma-separated: weight-cap; clip, with clip-quantile and clip-rate;",
                "noise, with tree, epsilon and delta (docs/privacy.md)"
            })
    @Nullable
    Map<String, String> wrappers;

    @Option(
            names = "--server-optimizer",
            paramLabel = "NAME",
            description =
                    "How that change moves the model: add (default), fed-avg-m, fed-adagrad, fed-adam, fed-yogi, scaffold or fed-dyn")
    @Nullable
    String serverOptimizer;

    @Option(
            names = "--server-optimizer-settings",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Settings of the server optimiser, such as learning-rate=0.03, comma-separated")
    @Nullable
    Map<String, String> serverOptimizerSettings;

    @Option(
            names = "--attack",
            paramLabel = "NAME",
            description =
                    "What some clients do to do harm: none (default), alie, backdoor, collusion, free-rider, gaussian, ipm, label-flip or sign-flip")
    @Nullable
    String attack;

    @Option(
            names = "--attackers",
            paramLabel = "SHARE",
            description = "Share of the clients that attack, rounded down (default: 0.2 with an attack)")
    @Nullable
    Double attackers;

    @Option(
            names = "--attack-settings",
            split = ",",
            paramLabel = "NAME=VALUE",
            description = "Settings of the attack, such as scale=2, comma-separated")
    @Nullable
    Map<String, String> attackSettings;

    @Option(
            names = "--secure-aggregation",
            description = "Sums updates under masks: the model becomes the mean of their fixed-point values")
    @Nullable
    Boolean secureAggregation;

    /** In files only: further settings per policy. */
    @Nullable
    Map<String, Map<String, String>> policySettings;

    /** {@code --set adaptive.interval=10} on the command line. */
    @Option(
            names = "--set",
            paramLabel = "POLICY.NAME=VALUE",
            description = "Further setting of a policy, such as adaptive.interval=10; may be repeated")
    @JsonIgnore
    @Nullable
    Map<String, String> set;

    /**
     * The settings these options ask for, over those of a file, over the defaults.
     *
     * @param config YAML file with options by name, without the dashes; may be absent
     * @throws IOException if the file cannot be read or is not such a file
     * @throws IllegalArgumentException listing every setting that is wrong, or if there is no such scenario
     */
    public ReplaySettings resolve(@Nullable Path config) throws IOException {
        ReplayOptions said = over(config);
        if (said.scenario != null && said.preset != null) {
            throw new IllegalArgumentException("give a scenario or a preset, not both");
        }
        if (said.preset != null) {
            return said.resolveOver(Presets.named(said.preset));
        }
        return said.scenario == null ? ReplayDefaults.resolve(said) : said.resolveOver(Scenarios.named(said.scenario));
    }

    /** These options over those of a file, unresolved. */
    ReplayOptions over(@Nullable Path config) throws IOException {
        ReplayOptions all = config == null ? new ReplayOptions() : read(config);
        all.overlay(this);
        return all;
    }

    /** The settings that these options ask for over those of a scenario, over the defaults. */
    ReplaySettings resolveOver(ReplayOptions scenario) {
        scenario.overlay(this);
        return ReplayDefaults.resolve(scenario);
    }

    /** @throws IOException if the file cannot be read or holds something else than options */
    static ReplayOptions read(Path config) throws IOException {
        return parse(Files.readString(config), config.toString());
    }

    static ReplayOptions parse(String yaml, String from) throws IOException {
        try {
            return Json.YAML.readValue(yaml, ReplayOptions.class);
        } catch (JacksonException e) {
            throw new IOException(from + " cannot be understood: " + e.getOriginalMessage(), e);
        }
    }

    private void overlay(ReplayOptions stronger) {
        try {
            for (Field field : ReplayOptions.class.getDeclaredFields()) {
                Object value = Modifier.isStatic(field.getModifiers()) ? null : field.get(stronger);
                if (value != null) {
                    field.set(this, value);
                }
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("a class can reach its own fields", e);
        }
    }
}
