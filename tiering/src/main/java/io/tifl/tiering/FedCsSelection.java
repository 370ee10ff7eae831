package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whom FedCS asks; see {@link FedCsPolicy}.
 *
 * @param share of all clients that are asked what they can do, above 0 to 1
 * @param candidates how many are asked; 0 for the share
 * @param roundSeconds T_round; 0 for what the profile says
 * @param selectionSeconds T_cs
 * @param aggregationSeconds T_agg
 * @param noise standard deviation of the logarithm of the factor that what clients say is off by
 * @param limit of the wait for answers; empty for what the profile says
 */
record FedCsSelection(
        double share,
        int candidates,
        double roundSeconds,
        double selectionSeconds,
        double aggregationSeconds,
        double noise,
        QueryLimit limit)
        implements SelectionPolicy {
    private static final double LONGEST = 30.0 * 24 * 3600;

    private static final String DOWN = "down";
    private static final String UP = "up";
    private static final String EXAMPLES = "examples";
    private static final String PACE = "seconds-per-example";

    FedCsSelection {
        require(share > 0 && share <= 1, "share must lie above 0 and at most at 1", share);
        require(candidates >= 0, "candidates must be at least 0", candidates);
        requireSeconds("round-seconds", roundSeconds);
        requireSeconds("selection-seconds", selectionSeconds);
        requireSeconds("aggregation-seconds", aggregationSeconds);
        require(noise >= 0 && noise <= 10, "estimate-noise must lie in [0, 10]", noise);
    }

    private static void requireSeconds(String setting, double seconds) {
        require(seconds >= 0 && seconds <= LONGEST, setting + " must lie in [0, " + LONGEST + "]", seconds);
    }

    private static void require(boolean holds, String expected, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(expected + ", got " + value);
        }
    }

    static FedCsSelection from(Settings settings) {
        return new FedCsSelection(
                settings.real("share", 0.1),
                settings.integer("candidates", 0),
                settings.real("round-seconds", 0),
                settings.real("selection-seconds", 0),
                settings.real("aggregation-seconds", 0),
                settings.real("estimate-noise", 0),
                QueryLimit.from(settings));
    }

    @Override
    public String name() {
        return "fedcs";
    }

    @Override
    public boolean ranksClients() {
        return true;
    }

    @Override
    public Optional<Query> query(TierPlan plan, int size, RandomGenerator random) {
        int asked = candidates == 0 ? (int) Math.ceil(share * plan.clientCount()) : candidates;
        List<ClientId> clients = new UniformSelection()
                .select(plan, Math.max(asked, size), random)
                .clients();
        return Optional.of(new Query(clients, "resources", Settings.none(), false, limit.of(plan)));
    }

    @Override
    public Cohort select(TierPlan plan, int size, RandomGenerator random) {
        return select(plan, size, Answers.none(), random);
    }

    @Override
    public Cohort select(TierPlan plan, int size, Answers answers, RandomGenerator random) {
        Seed seed = new Seed(random.nextLong());
        List<FedCsSchedule.Resources> usable = new ArrayList<>();
        answers.metrics()
                .forEach((client, said) -> resources(plan, client, said, answers.modelBytes(), seed)
                        .ifPresent(usable::add));
        if (usable.isEmpty()) {
            return Filling.filled(
                    plan, size, List.of(), answers.asked(), seed.child("fill").generator());
        }
        FedCsSchedule schedule = new FedCsSchedule(roundSeconds(plan) - selectionSeconds - aggregationSeconds, size);
        return new Cohort(
                OptionalInt.empty(),
                schedule.of(shuffled(usable, seed.child("ties").generator())));
    }

    /** Whoever is first among equals is left to chance. */
    private static List<FedCsSchedule.Resources> shuffled(
            List<FedCsSchedule.Resources> usable, RandomGenerator random) {
        return IntStream.of(Sampling.distinct(usable.size(), usable.size(), random))
                .mapToObj(usable::get)
                .toList();
    }

    /** By default what the slowest client of the middle tier takes; without end if nobody was profiled. */
    private double roundSeconds(TierPlan plan) {
        if (roundSeconds > 0) {
            return roundSeconds;
        }
        Duration usual = plan.tier((plan.tierCount() - 1) / 2).maxLatency();
        return usual.isZero() ? Double.POSITIVE_INFINITY : usual.toNanos() / 1e9;
    }

    private Optional<FedCsSchedule.Resources> resources(
            TierPlan plan, ClientId client, Metrics said, long modelBytes, Seed seed) {
        if (!saysAll(said)) {
            // It has not trained or sent anything yet that it could say so of.
            return plan.latency(client)
                    .map(latency -> new FedCsSchedule.Resources(client, 0, latency.toNanos() / 1e9, 0));
        }
        RandomGenerator chance = seed.child("noise").child(client.value()).generator();
        double download = modelBytes / (value(said, DOWN) * factor(chance));
        double upload = modelBytes / (value(said, UP) * factor(chance));
        double update = value(said, EXAMPLES) * value(said, PACE) * factor(chance);
        boolean possible = isTime(download) && isTime(upload) && isTime(update);
        return possible ? Optional.of(new FedCsSchedule.Resources(client, download, update, upload)) : Optional.empty();
    }

    private static boolean saysAll(Metrics said) {
        return Stream.of(DOWN, UP, EXAMPLES, PACE)
                .allMatch(name -> said.get(name).isPresent());
    }

    private static double value(Metrics said, String name) {
        return said.get(name).orElseThrow();
    }

    private static boolean isTime(double seconds) {
        return seconds > 0 && seconds <= LONGEST;
    }

    private double factor(RandomGenerator chance) {
        return noise == 0 ? 1 : StrictMath.exp(noise * standardNormal(chance));
    }

    // Box and Muller's transform rather than nextGaussian(), whose algorithm may change from one JDK to the next.
    private static double standardNormal(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
