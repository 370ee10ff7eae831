package io.tifl.experiments.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Everything that decides a replay's numbers, resolved: what {@code config.yaml} in a results folder holds.
 *
 * <p>Two replays with equal settings give the same numbers, bit for bit, whatever the data folder and the number
 * of threads; those two are not part of the identity.
 */
public record ReplaySettings(
        Data data,
        Population population,
        Training training,
        Tiers tiers,
        Rounds rounds,
        Aggregation aggregation,
        Attacked attacked,
        Personal personal,
        Course course,
        List<String> policies,
        List<Long> seeds) {
    /** Ten years: far from what a virtual clock can hold. */
    private static final double MOST_SECONDS = 315_360_000;

    /**
     * What the clients hold.
     *
     * @param dataset name of a data set
     * @param trainSamples use only this many training examples; 0 for all. Each then stands for several, so that virtual
     *     times stay those of the whole set
     * @param testSamples use only this many test examples; 0 for all
     * @param classesPerClient classes each client holds when classes differ; 2 are dealt as shards
     * @param dataDir where the files are; empty to download or generate
     * @param preparation of a set with users of its own; none for sets that are dealt to clients here
     */
    public record Data(
            String dataset,
            int trainSamples,
            int testSamples,
            int classesPerClient,
            Optional<Path> dataDir,
            Preparation preparation) {
        public Data {
            // Folders of replays from before there was a choice do not say.
            preparation = Objects.requireNonNullElse(preparation, Preparation.NONE);
        }

        Data in(Optional<Path> folder) {
            return new Data(dataset, trainSamples, testSamples, classesPerClient, folder, preparation);
        }
    }

    /**
     * LEAF's preparation of a set: users are sampled, small ones removed, the examples of the others split (Caldas et al., arXiv
     * 1812.01097).
     *
     * @param sample {@code none}, or {@code iid} or {@code niid}, LEAF's kinds of sampling
     * @param sampleFraction of the examples that are sampled, above 0 and up to 1; 1 without sampling
     * @param iidUsers users after {@code iid} sampling, as a part of those before; 0 elsewhere
     * @param minSamples users with fewer examples are removed
     * @param splitBy {@code sample}; {@code none} for a set that is not prepared. LEAF's {@code user} leaves clients without
     *     examples to be judged on, and its models do not run with it
     * @param trainFraction of a user's examples that are trained on
     * @param samplingSeed of LEAF's {@code sample.py}; empty for one of ours
     * @param splitSeed of LEAF's {@code split_data.py}; empty for one of ours
     * @param leafCompat whether LEAF's known faults are reproduced
     * @param settings of the data set itself
     */
    public record Preparation(
            String sample,
            double sampleFraction,
            double iidUsers,
            int minSamples,
            String splitBy,
            double trainFraction,
            Optional<Long> samplingSeed,
            Optional<Long> splitSeed,
            boolean leafCompat,
            Map<String, String> settings) {
        /** The name of no step. */
        static final String NO_STEP = "none";

        static final Preparation NONE =
                new Preparation(NO_STEP, 1, 0, 0, NO_STEP, 0, Optional.empty(), Optional.empty(), false, Map.of());

        public Preparation {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }

        boolean isNone() {
            return splitBy.equals(NO_STEP);
        }

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            if (isNone()) {
                return problems;
            }
            boolean samples = !sample.equals(NO_STEP);
            require(
                    problems,
                    List.of(NO_STEP, "iid", "niid").contains(sample),
                    "sample must be none, iid or niid, got " + sample);
            require(
                    problems,
                    sampleFraction > 0 && sampleFraction <= 1 && (samples || sampleFraction == 1),
                    "sample-fraction must lie above 0 and up to 1 and goes with sample, got " + sampleFraction);
            require(
                    problems,
                    sample.equals("iid") ? iidUsers > 0 && iidUsers <= 1 : iidUsers == 0,
                    "iid-users must lie above 0 and up to 1 and goes with sample: iid, got " + iidUsers);
            require(problems, minSamples >= 0, "min-samples must be 0 or more, got " + minSamples);
            require(
                    problems,
                    splitBy.equals("sample"),
                    "split-by must be sample, so that each client has examples to be judged on, got " + splitBy);
            require(
                    problems,
                    trainFraction > 0 && trainFraction < 1,
                    "train-fraction must lie above 0 and below 1, got " + trainFraction);
            return problems;
        }
    }

    /**
     * Who the clients are.
     *
     * @param clients how many; 0 for all that a prepared set has
     * @param heterogeneity in what way they differ
     * @param cpuTable name of the CPU table for the device groups
     * @param jitter sigma of the log-normal factor on every response time; 0 for none
     * @param dropouts share of clients that never answer, 0 to below 1
     * @param devices {@code groups} for the CPU table; {@code flash} or {@code flhetbench} for recorded phones
     * @param availability {@code always}, {@code traces} for recorded histories, or a probability per round
     * @param partition text of a {@link io.tifl.leaf.PartitionerChoice} that says who holds what; empty to go by the data set's
     *     owners, or else the heterogeneity
     */
    public record Population(
            int clients,
            Heterogeneity heterogeneity,
            String cpuTable,
            double jitter,
            double dropouts,
            String devices,
            String availability,
            String partition) {
        public Population {
            // Folders of replays from before there was a choice do not name it.
            partition = Objects.requireNonNullElse(partition, "");
        }
    }

    /**
     * What a client does in a round.
     *
     * @param modelSettings of the model, besides those that follow from the data
     * @param engine name of the learner factory
     * @param decay factor on the learning rate per round
     * @param proximal weight of the FedProx term
     * @param share part of its examples that a client trains on in a round, drawn anew each time; virtual times stay those of
     *     all of them
     * @param minibatch part of its examples that a client takes one step on in a round, drawn anew each time (LEAF's minibatch
     *     SGD), in place of epochs of batches; 0 for not
     * @param privateLayers which layers clients keep to themselves; empty for none
     */
    public record Training(
            String model,
            Map<String, String> modelSettings,
            String engine,
            int epochs,
            int batchSize,
            double learningRate,
            double decay,
            String optimizer,
            double proximal,
            double share,
            Double minibatch,
            String privateLayers,
            String codec) {
        public Training {
            // Folders of replays from before there was a choice do not name them.
            modelSettings = Collections.unmodifiableSortedMap(
                    new TreeMap<>(Objects.requireNonNullElse(modelSettings, Map.of())));
            privateLayers = Objects.requireNonNullElse(privateLayers, "");
            minibatch = Objects.requireNonNullElse(minibatch, 0.0);
        }
    }

    /**
     * How clients are tiered.
     *
     * @param count number of tiers
     * @param split how latencies become tiers
     * @param syncRounds profiling rounds
     * @param profilingLimitSeconds longest wait per profiling round, Tmax
     * @param policySettings further settings of a policy, by policy name
     */
    public record Tiers(
            int count,
            String split,
            int syncRounds,
            double profilingLimitSeconds,
            Map<String, Map<String, String>> policySettings) {}

    /**
     * How rounds are run.
     *
     * @param count rounds per run
     * @param clientsPerRound updates wanted per round
     * @param overCommit share of clients asked on top
     * @param quorum fewest updates that make a round count
     * @param deadlineSeconds longest wait per round, in virtual seconds
     * @param evaluateEvery rounds between two evaluations
     * @param targetAccuracy for time-to-accuracy; 0 for 95 % of what vanilla (or the first policy) reaches
     * @param chargeEvaluations whether accuracies that a policy looks at cost its clients time and bytes
     * @param leafMetrics whether each run leaves LEAF's metrics of every client
     */
    public record Rounds(
            int count,
            int clientsPerRound,
            double overCommit,
            int quorum,
            double deadlineSeconds,
            int evaluateEvery,
            double targetAccuracy,
            Boolean chargeEvaluations,
            Boolean leafMetrics) {
        public Rounds {
            // Folders of replays from before there was a choice do not say.
            chargeEvaluations = Objects.requireNonNullElse(chargeEvaluations, false);
            leafMetrics = Objects.requireNonNullElse(leafMetrics, false);
        }
    }

    /**
     * How updates become a new model.
     *
     * @param rule name of the rule that makes one change of them
     * @param wrappers around the rule, and the privacy budget
     * @param serverOptimizer name of what moves the model by that change
     * @param secure whether updates are summed under masks
     */
    public record Aggregation(
            String rule,
            Map<String, String> ruleSettings,
            Map<String, String> wrappers,
            String serverOptimizer,
            Map<String, String> serverOptimizerSettings,
            Boolean secure) {
        /** The mean of the updates, added to the model. */
        static final Aggregation USUAL = new Aggregation("weighted-mean", Map.of(), Map.of(), "add", Map.of(), false);

        public Aggregation {
            ruleSettings = Collections.unmodifiableSortedMap(new TreeMap<>(ruleSettings));
            // Folders of replays from before there was a choice do not say.
            wrappers = Collections.unmodifiableSortedMap(new TreeMap<>(Objects.requireNonNullElse(wrappers, Map.of())));
            secure = Objects.requireNonNullElse(secure, false);
            serverOptimizerSettings = Collections.unmodifiableSortedMap(new TreeMap<>(serverOptimizerSettings));
        }
    }

    /**
     * Who attacks, and how.
     *
     * @param attack name of what attackers do; {@code none} for no attack
     * @param share of the clients that attack, 0 to below 1, rounded down to whole clients
     */
    public record Attacked(String attack, double share, Map<String, String> settings) {
        /** The name of no attack. */
        static final String NONE = "none";

        static final Attacked NOT = new Attacked(NONE, 0, Map.of());

        public Attacked {
            settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
        }
    }

    /**
     * Models that clients have besides that of all.
     *
     * @param ditto lambda, the weight that draws a client's own model to that of all; empty for none
     * @param fineTuneEpochs for which each client trains the model on, at the end of a run, to judge it once more; 0 for not
     * @param fineTuneLearningRate of that training; 0 for none
     */
    public record Personal(Optional<Double> ditto, int fineTuneEpochs, double fineTuneLearningRate) {
        static final Personal NONE = new Personal(Optional.empty(), 0, 0);
    }

    /**
     * How a run goes on in time. Instants are virtual seconds since the run began.
     *
     * @param drift clients that change their speed on the way
     * @param slow clients that are slower than their devices say
     * @param daily when clients are there
     * @param dropoutsAtSeconds when those that never answer begin not to; 0 for before they are profiled
     * @param cpuSecondsPerExample what training on an example costs on one CPU; 0 for what is known of the model
     * @param stopAfterSeconds a run ends with the first round that ends then or later; 0 for after all its rounds
     * @param evaluateEverySeconds evaluates after the first round that ends in a new interval of this length, in place of
     *     every so many rounds; 0 for not
     */
    public record Course(
            Drift drift,
            Slow slow,
            Daily daily,
            double dropoutsAtSeconds,
            double cpuSecondsPerExample,
            double stopAfterSeconds,
            double evaluateEverySeconds) {
        /** Nothing changes, and rounds are counted. */
        static final Course EVEN = new Course(Drift.NONE, Slow.NONE, Daily.NONE, 0, 0, 0, 0);

        private List<String> problems() {
            List<String> problems = new ArrayList<>();
            requireShare(problems, "drift", drift.share);
            requireTogether(problems, "drift", drift.share, "drift-factor", drift.factor, drift.factor > 1);
            requireTogether(problems, "drift", drift.share, "drift-at", drift.atSeconds, drift.atSeconds > 0);
            require(problems, !drift.known || drift.share > 0, "oracle goes with drift");
            requireShare(problems, "slow", slow.share);
            requireTogether(problems, "slow", slow.share, "slow-factor", slow.factor, slow.factor > 1);
            require(
                    problems,
                    daily.share > 0 && daily.share <= 1,
                    "daily-share must lie above 0 and up to 1, got " + daily.share);
            requireTogether(problems, "daily-share below 1", 1 - daily.share, "day", daily.seconds, daily.seconds > 0);
            requireSeconds(problems, "dropouts-at", dropoutsAtSeconds);
            requireSeconds(problems, "cpu-seconds-per-example", cpuSecondsPerExample);
            requireSeconds(problems, "stop-after", stopAfterSeconds);
            requireSeconds(problems, "evaluate-every-seconds", evaluateEverySeconds);
            return problems;
        }

        private static void requireShare(List<String> problems, String name, double share) {
            require(problems, share >= 0 && share <= 1, name + " must lie in [0, 1], got " + share);
        }

        private static void requireSeconds(List<String> problems, String name, double seconds) {
            require(
                    problems,
                    seconds >= 0 && seconds <= MOST_SECONDS,
                    name + " must lie between 0 and " + MOST_SECONDS + " seconds, got " + seconds);
        }

        private static void requireTogether(
                List<String> problems, String what, double share, String name, double value, boolean fits) {
            require(
                    problems,
                    share > 0 ? fits && value <= MOST_SECONDS : value == 0,
                    name + (name.endsWith("factor") ? " must be above 1" : " must be positive") + " and goes with "
                            + what + ", got " + value);
        }
    }

    /**
     * Clients whose speed changes for good: half of them become slower, the others faster.
     *
     * @param share of the clients, rounded to whole ones, but not to none
     * @param factor how many times as slow or as fast they become, above 1; 0 for no drift
     * @param atSeconds when
     * @param known whether the coordinator is told: tiers are then split anew by the new speeds
     */
    public record Drift(double share, double factor, double atSeconds, boolean known) {
        static final Drift NONE = new Drift(0, 0, 0, false);
    }

    /**
     * Clients slower than their devices say.
     *
     * @param share of the clients, rounded to whole ones, but not to none
     * @param factor how many times as slow they are, above 1; 0 for none
     */
    public record Slow(double share, double factor) {
        static final Slow NONE = new Slow(0, 0);
    }

    /**
     * Clients that are there for a part of each day, each at hours of its own.
     *
     * @param share of the day, above 0; 1 for always
     * @param seconds length of a day; 0 for none
     */
    public record Daily(double share, double seconds) {
        static final Daily NONE = new Daily(1, 0);
    }

    public ReplaySettings {
        course = Objects.requireNonNullElse(course, Course.EVEN);
        personal = Objects.requireNonNullElse(personal, Personal.NONE);
        // Folders of replays from before there was a choice do not name it.
        aggregation = Objects.requireNonNullElse(aggregation, Aggregation.USUAL);
        attacked = Objects.requireNonNullElse(attacked, Attacked.NOT);
        policies = List.copyOf(policies);
        seeds = List.copyOf(seeds);
    }

    /** These settings for some of the policies and seeds, with what is set for other policies left out. */
    ReplaySettings only(List<String> somePolicies, List<Long> someSeeds) {
        Map<String, Map<String, String>> theirs = new TreeMap<>(tiers.policySettings);
        theirs.keySet().retainAll(somePolicies);
        return new ReplaySettings(
                data,
                population,
                training,
                new Tiers(tiers.count, tiers.split, tiers.syncRounds, tiers.profilingLimitSeconds, theirs),
                rounds,
                aggregation,
                attacked,
                personal,
                course,
                somePolicies,
                someSeeds);
    }

    /** Every problem with these settings, in words; empty if they can be run. Names are checked where they are looked up. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        boolean all = population.clients == 0 && !data.preparation.isNone();
        problems.addAll(data.preparation.problems());
        require(problems, all || population.clients >= 1, "clients must be at least 1, got " + population.clients);
        require(problems, rounds.count >= 1, "rounds must be at least 1, got " + rounds.count);
        require(
                problems,
                rounds.clientsPerRound >= 1 && (all || rounds.clientsPerRound <= population.clients),
                "clients-per-round must lie between 1 and the " + population.clients + " clients, got "
                        + rounds.clientsPerRound);
        require(
                problems,
                rounds.quorum >= 1 && rounds.quorum <= rounds.clientsPerRound,
                "quorum must lie between 1 and clients-per-round " + rounds.clientsPerRound + ", got " + rounds.quorum);
        require(problems, rounds.overCommit >= 0, "over-commit must be 0 or more, got " + rounds.overCommit);
        require(problems, rounds.deadlineSeconds > 0, "deadline must be positive, got " + rounds.deadlineSeconds);
        require(problems, rounds.evaluateEvery >= 1, "evaluate-every must be at least 1, got " + rounds.evaluateEvery);
        require(
                problems,
                rounds.targetAccuracy >= 0 && rounds.targetAccuracy <= 1,
                "target-accuracy must lie between 0 and 1, got " + rounds.targetAccuracy);
        require(problems, training.epochs >= 1, "epochs must be at least 1, got " + training.epochs);
        require(problems, training.batchSize >= 1, "batch-size must be at least 1, got " + training.batchSize);
        require(
                problems,
                training.learningRate > 0 && Double.isFinite(training.learningRate),
                "learning-rate must be positive, got " + training.learningRate);
        require(problems, training.decay > 0 && training.decay <= 1, "decay must lie in (0, 1], got " + training.decay);
        require(
                problems,
                training.proximal >= 0 && Double.isFinite(training.proximal),
                "proximal must be 0 or more, got " + training.proximal);
        require(
                problems,
                training.share > 0 && training.share <= 1,
                "share must lie above 0 and up to 1, got " + training.share);
        require(
                problems,
                training.minibatch >= 0 && training.minibatch <= 1,
                "minibatch must lie in [0, 1], got " + training.minibatch);
        require(
                problems,
                training.minibatch == 0 || (training.epochs == 1 && training.share == 1),
                "minibatch is one step on a part of the examples: epochs and share do not go with it");
        require(
                problems,
                tiers.count >= 1 && (all || tiers.count <= population.clients),
                "tiers must lie between 1 and the " + population.clients + " clients, got " + tiers.count);
        require(problems, tiers.syncRounds >= 1, "sync-rounds must be at least 1, got " + tiers.syncRounds);
        require(
                problems,
                tiers.profilingLimitSeconds > 0,
                "profiling-limit must be positive, got " + tiers.profilingLimitSeconds);
        require(
                problems,
                data.trainSamples >= 0 && data.testSamples >= 0,
                "train-samples and test-samples must be 0 (all) or more");
        require(
                problems,
                data.classesPerClient >= 1,
                "classes-per-client must be at least 1, got " + data.classesPerClient);
        require(
                problems,
                population.dropouts >= 0 && population.dropouts < 1,
                "dropouts must lie in [0, 1), got " + population.dropouts);
        require(
                problems,
                population.partition.isEmpty() || data.preparation.isNone(),
                "a partition deals out a set that is loaded whole; " + data.dataset + " is prepared by its own users");
        require(
                problems,
                population.partition.isEmpty()
                        || !(population.heterogeneity.amountsDiffer() || population.heterogeneity.classesDiffer()),
                "partition and heterogeneity " + population.heterogeneity
                        + " both say who holds what; with a partition, heterogeneity is none or resource");
        require(
                problems,
                population.jitter >= 0 && population.jitter <= 3,
                "jitter must lie in [0, 3], got " + population.jitter);
        require(
                problems,
                attacked.share >= 0 && attacked.share < 1,
                "attackers must lie in [0, 1), got " + attacked.share);
        require(
                problems,
                !attacked.attack.equals(Attacked.NONE) || (attacked.share == 0 && attacked.settings.isEmpty()),
                "attackers and attack-settings go with an attack");
        require(
                problems,
                personal.fineTuneEpochs >= 0,
                "fine-tune-epochs must be 0 or more, got " + personal.fineTuneEpochs);
        require(
                problems,
                personal.fineTuneEpochs > 0
                        ? personal.fineTuneLearningRate > 0 && Double.isFinite(personal.fineTuneLearningRate)
                        : personal.fineTuneLearningRate == 0,
                "fine-tune-learning-rate must be positive and goes with fine-tune-epochs, got "
                        + personal.fineTuneLearningRate);
        personal.ditto.ifPresent(lambda -> {
            require(problems, lambda >= 0 && Double.isFinite(lambda), "ditto must be 0 or more, got " + lambda);
            require(
                    problems,
                    !training.optimizer.equals("sgd") || !(lambda * training.learningRate >= 2),
                    "ditto times the learning rate must be below 2, or the steps of sgd diverge; got " + lambda
                            + " times " + training.learningRate);
            require(
                    problems,
                    training.privateLayers.isEmpty(),
                    "ditto trains a whole model for each client: private-layers do not go with it");
            require(
                    problems,
                    !aggregation.secure,
                    "ditto keeps a model from round to round, and secure-aggregation keeps nothing");
        });
        problems.addAll(course.problems());
        require(
                problems,
                course.dropoutsAtSeconds == 0 || population.dropouts > 0,
                "dropouts-at goes with dropouts, got " + course.dropoutsAtSeconds);
        require(problems, !policies.isEmpty(), "name at least one policy");
        require(problems, new HashSet<>(policies).size() == policies.size(), "a policy is named twice: " + policies);
        require(problems, !seeds.isEmpty(), "name at least one seed");
        require(problems, new HashSet<>(seeds).size() == seeds.size(), "a seed is named twice: " + seeds);
        return problems;
    }

    private static void require(List<String> problems, boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
