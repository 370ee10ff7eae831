package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Splitting a million clients into tiers, and a round of 100 (select, adapt with re-tiering) beside how many are registered;
 * the same of Oort, beside what share of them took part, and of policies that have a thousand candidates, whose answers are there.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl tiering -am test -Dbench=TierPlanBenchmark}.
 */
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@BenchmarkMode(Mode.AverageTime)
public class TierPlanBenchmark {
    /** A million latencies in no order. */
    @State(Scope.Thread)
    public static class Registered {
        private static final int MANY = 1_000_000;

        @Param({"quantile", "equal-width", "cluster"})
        String split = "";

        private final ClientId[] ids = new ClientId[MANY];
        private final long[] micros = new long[MANY];
        private Splitting splitting = Splitting.quantile(1);

        @Setup
        public void draw() {
            RandomGenerator random = new Seed(1).generator();
            for (int i = 0; i < MANY; i++) {
                ids[i] = new ClientId("client-" + i);
                micros[i] = (long) (1e6 * Math.exp(3 * random.nextDouble()));
            }
            splitting = new Splitting(Splitting.catalog().get(split), OptionalInt.of(5), 1);
        }
    }

    /** A running job. */
    @State(Scope.Thread)
    public static class Job {
        @Param({"100", "1000", "1000000"})
        int registered;

        private final PolicyRecipe recipe = TierPlanScaleTest.recipe();
        private TierPlan plan = TierPlan.untiered(List.of());
        private long round;

        @Setup
        public void start() {
            plan = recipe.tiering().start(TierPlanScaleTest.plan(registered));
        }
    }

    /** A running job of Oort's. */
    @State(Scope.Thread)
    public static class OortJob {
        @Param({"1000", "1000000"})
        int registered;

        @Param({"0.01", "0.5", "1"})
        double explored;

        @Param({"oort", "fedscale", "paper"})
        String parameters = "";

        private PolicyRecipe recipe = OortScaleTest.recipe("oort");
        private TierPlan plan = TierPlan.untiered(List.of());

        @Setup
        public void start() {
            recipe = OortScaleTest.recipe(parameters);
            plan = OortScaleTest.plan(recipe, registered, explored);
        }
    }

    /** A running job of a policy that has candidates. */
    @State(Scope.Thread)
    public static class CandidatesJob {
        @Param({"10000", "1000000"})
        int registered;

        @Param({"pow-d", "cpow-d", "rpow-d", "fedcs", "flow"})
        String policy = "";

        private static final int CANDIDATES = 1000;

        private PolicyRecipe recipe = QueryScaleTest.recipe("pow-d", CANDIDATES);
        private TierPlan plan = TierPlan.untiered(List.of());

        @Setup
        public void start() {
            recipe = QueryScaleTest.recipe(policy, CANDIDATES);
            plan = QueryScaleTest.plan(recipe, registered);
        }
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public TierPlan candidatesRound(CandidatesJob job) {
        job.plan = QueryScaleTest.round(job.recipe, job.plan);
        return job.plan;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public TierPlan oortRound(OortJob job) {
        job.plan = OortScaleTest.round(job.recipe, job.plan);
        return job.plan;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public TierPlan split(Registered clients) {
        TierPlan plan = clients.splitting.plan(Profiles.of(clients.ids, clients.micros, List.of()));
        if (plan.clientCount() != Registered.MANY) {
            throw new IllegalStateException("lost clients: " + plan);
        }
        return plan;
    }

    @Benchmark
    @OutputTimeUnit(TimeUnit.MICROSECONDS)
    public TierPlan round(Job job) {
        job.plan = TierPlanScaleTest.round(job.recipe, job.plan, job.round++);
        return job.plan;
    }
}
