package io.tifl.aggregation.robust;

import com.sun.management.OperatingSystemMXBean;
import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A whole round of a robust rule, all checks included, on one thread.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl aggregation -am test "-Dbench=RobustRulesBenchmark -jvmArgsAppend -Xmx4g"}. After every
 * iteration a line says how many seconds of processor time a round took, how many GB/s of updates that is, and what part
 * of the rate at which this machine streams: reads floats that no cache holds, and adds them to others.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@OutputTimeUnit(TimeUnit.SECONDS)
public class RobustRulesBenchmark {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Floats that no cache holds. */
    private static final int STREAM = 1 << 26;

    @Param({
        "multi-krum",
        "krum",
        "bulyan",
        "geometric-median",
        "centred-clipping",
        "norm-bound",
        "median",
        "trimmed-mean",
        "mda"
    })
    String rule = "";

    @Param("100")
    int updates;

    @Param("1000000")
    int size;

    private Cohort cohort = Cohort.of(new float[1]);
    private AggregationRule configured = new Krum();
    private ForkJoinPool pool = new ForkJoinPool(1);
    private long cpuNanos;
    private int rounds;

    @Setup(Level.Trial)
    public void draw() {
        cohort = Cohort.random(updates, size, 1);
        configured = Cohort.rule(rule + " memory-mib=" + (1 + ((4L * updates * size) >> 20)));
        pool = new ForkJoinPool(1);
    }

    @Setup(Level.Iteration)
    public void reset() {
        rounds = 0;
        cpuNanos = SYSTEM.getProcessCpuTime();
    }

    @Benchmark
    public Aggregate round() throws InterruptedException, ExecutionException {
        rounds++;
        return pool.submit(this::reduced).get();
    }

    private Aggregate reduced() {
        try (Accumulator accumulator = configured.open(cohort.context())) {
            for (int client = 0; client < updates; client++) {
                cohort.addTo(accumulator, client);
            }
            return accumulator.finish();
        }
    }

    @TearDown(Level.Iteration)
    public void report() {
        double seconds = (SYSTEM.getProcessCpuTime() - cpuNanos) * 1e-9 / rounds;
        double bytes = 4.0 * updates * size;
        double streamed = streamed();
        System.out.printf(
                Locale.ROOT,
                "%.3f CPU-s a round, %.2f GB/s of updates; streaming %.2f GB/s; ratio %.3f%n",
                seconds,
                bytes / seconds * 1e-9,
                streamed,
                bytes / seconds * 1e-9 / streamed);
    }

    /** GB/s of the floats that are added to others, best of five. */
    private double streamed() {
        float[] floats = new float[STREAM];
        float[] sum = new float[Math.min(size, STREAM)];
        double best = 0;
        for (int time = 0; time < 5; time++) {
            long began = System.nanoTime();
            for (int from = 0; from + sum.length <= STREAM; from += sum.length) {
                add(floats, from, sum);
            }
            double bytes = (double) Float.BYTES * (STREAM / sum.length * sum.length);
            best = Math.max(best, bytes / (System.nanoTime() - began));
        }
        return best;
    }

    private static void add(float[] floats, int from, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += floats[from + i];
        }
    }

    @TearDown(Level.Trial)
    public void end() {
        pool.close();
    }
}
