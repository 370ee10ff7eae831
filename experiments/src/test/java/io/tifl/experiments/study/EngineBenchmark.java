package io.tifl.experiments.study;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.EvaluationSchedule;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.LearningRateSchedule;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.Work;
import io.tifl.experiments.sim.Availability;
import io.tifl.experiments.sim.CpuGroups;
import io.tifl.experiments.sim.Demand;
import io.tifl.experiments.sim.Fleet;
import io.tifl.experiments.sim.Grouping;
import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.Roster;
import io.tifl.experiments.sim.SimulatedFleet;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.experiments.sim.Workload;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.Profiling;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.Splitting;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a round costs besides training: clients that do nothing, models of 1,000 parameters, 100 clients a round, drawn by the
 * adaptive policy with re-tiering on; and what a million registered clients cost.
 *
 * <p>{@code ./mvnw -Pbench -pl experiments -am test -Dbench=NONE} runs it.
 */
public final class EngineBenchmark implements AutoCloseable {
    private static final Layout LAYOUT = Layout.flat(1000);
    private static final Float32Codec CODEC = new Float32Codec();
    private static final int COHORT = 100;
    private static final int WARM_UP = 500;
    private static final int ROUNDS = 200;
    private static final int REPEATS = 15;

    private final SimulatedFleet fleet;
    private final RoundEngine engine;
    private Federation state;

    private EngineBenchmark(TierPlan profiled, int clients) {
        Settings settings = Settings.none().with("rounds", 1_000_000).with("retiering", "on");
        PolicyRecipe policy = SchedulingPolicy.catalog().get("adaptive").recipe(settings);
        VirtualClock clock = new VirtualClock();
        EncodedUpdate update = CODEC.encode(Parameters.zeros(LAYOUT), 0);
        fleet = new SimulatedFleet(
                clock,
                times(clients),
                Availability.always(),
                order -> new TaskReply.Updated(order.id(), update, 10, Metrics.none()),
                1);
        Recipe recipe = new Recipe(
                new Work("train", Settings.none(), LearningRateSchedule.constant(0.1), "float32"),
                policy.selection(),
                policy.tiering(),
                new WeightedMean(),
                new Add(),
                new Participation(COHORT, 0, 1, Duration.ofHours(1)),
                UpdateLimits.forRound(COHORT),
                EvaluationSchedule.never());
        engine = new RoundEngine(
                recipe,
                fleet,
                (model, tiers) -> new Evaluated(0, 0, List.of()),
                clock,
                Catalog.of("codec", List.of(CODEC)));
        state = new Federation(
                new JobId("benchmark"),
                0,
                new GlobalModel(ModelSpec.of("none"), 0, Parameters.zeros(LAYOUT)),
                new Add().initialState(LAYOUT),
                policy.tiering().start(profiled),
                new Seed(1));
    }

    private static ResponseTimes times(int clients) {
        return ResponseTimes.of(
                Fleet.grouped(CpuGroups.named("tifl-cifar"), Grouping.contiguous(), Roster.numbered(clients)),
                Workload.constant(new Demand(4000, 1, 4000)),
                new Seed(2));
    }

    public static void main(String[] args) throws InterruptedException {
        TierPlan few = profiled(5 * COHORT);
        long before = usedBytes();
        TierPlan many = profiled(1_000_000);
        System.out.printf(
                Locale.ROOT, "registered clients: %.0f bytes each, of 1,000,000%n", (usedBytes() - before) / 1e6);
        try (EngineBenchmark small = new EngineBenchmark(few, 5 * COHORT);
                EngineBenchmark large = new EngineBenchmark(many, 1_000_000)) {
            small.run(WARM_UP);
            large.run(WARM_UP);
            double[] fewTimes = new double[REPEATS];
            double[] manyTimes = new double[REPEATS];
            double[] ratios = new double[REPEATS];
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                fewTimes[repeat] = small.run(ROUNDS);
                manyTimes[repeat] = large.run(ROUNDS);
                ratios[repeat] = manyTimes[repeat] / fewTimes[repeat];
            }
            System.out.printf(
                    Locale.ROOT,
                    "a round of %d: %.3f ms with %d registered (%,.0f client tasks/s), %.3f ms with 1,000,000;"
                            + " ratio %.3f (median of %d pairs, %.3f to %.3f)%n",
                    COHORT,
                    1e3 * median(fewTimes),
                    5 * COHORT,
                    COHORT / median(fewTimes),
                    1e3 * median(manyTimes),
                    median(ratios),
                    REPEATS,
                    Arrays.stream(ratios).min().orElseThrow(),
                    Arrays.stream(ratios).max().orElseThrow());
        }
    }

    private static TierPlan profiled(int clients) {
        Roster roster = Roster.numbered(clients);
        List<ClientId> ids = java.util.stream.IntStream.range(0, clients)
                .mapToObj(roster::client)
                .toList();
        Map<ClientId, Duration> latencies = new HashMap<>();
        Seed seed = new Seed(3);
        for (int i = 0; i < clients; i++) {
            double seconds = (1 + 5 * (long) i / clients)
                    * Math.exp(0.05 * seed.child(i).generator().nextGaussian());
            latencies.put(ids.get(i), Duration.ofNanos(Math.round(seconds * 1e9)));
        }
        Profiling profiling = Profiling.of(ids, 1, Duration.ofHours(1)).after(latencies);
        var profiles = profiling.profiles();
        double best = Double.POSITIVE_INFINITY;
        TierPlan plan = Splitting.quantile(COHORT).plan(profiles);
        for (int i = 0; i < 5; i++) {
            long began = System.nanoTime();
            plan = Splitting.quantile(COHORT).plan(profiles);
            best = Math.min(best, (System.nanoTime() - began) / 1e9);
        }
        System.out.printf(Locale.ROOT, "tiering %,d clients: %.3f s (best of 5)%n", clients, best);
        return plan;
    }

    /** Seconds per round. */
    private double run(int rounds) throws InterruptedException {
        long began = System.nanoTime();
        for (int i = 0; i < rounds; i++) {
            state = engine.next(state).after();
        }
        return (System.nanoTime() - began) / 1e9 / rounds;
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    @Override
    public void close() {
        fleet.close();
    }
}
