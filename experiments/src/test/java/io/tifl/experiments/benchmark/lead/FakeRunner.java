package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.result.Verdict;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import org.HdrHistogram.Histogram;

/** Serves nothing: notes what it is asked, waits as it is told, and yields a result that looks like one. */
public class FakeRunner implements BenchmarkRunner {
    /** Names, in the order in which they began. */
    public final ConcurrentLinkedQueue<String> began = new ConcurrentLinkedQueue<>();

    /** How many ran at a time at most. */
    public final AtomicInteger most = new AtomicInteger();

    private final AtomicInteger now = new AtomicInteger();
    private final CountDownLatch gate;

    /** One that waits for nothing. */
    public FakeRunner() {
        this(new CountDownLatch(0));
    }

    /** @param gate what each benchmark waits for */
    public FakeRunner(CountDownLatch gate) {
        this.gate = gate;
    }

    @Override
    public BenchmarkResult run(BenchmarkSpec spec, Optional<GlobalModel> trained, DoubleConsumer progress)
            throws InterruptedException, IOException {
        began.add(spec.name());
        most.accumulateAndGet(now.incrementAndGet(), Math::max);
        try {
            gate.await();
            return result(spec, Duration.ofMillis(5));
        } finally {
            now.decrementAndGet();
        }
    }

    /** A result of a benchmark that took so long. */
    public static BenchmarkResult result(BenchmarkSpec spec, Duration took) {
        return result(spec, took, "f", 2000);
    }

    /** @param micros of each of three inferences */
    public static BenchmarkResult result(BenchmarkSpec spec, Duration took, String follower, long micros) {
        Histogram recorder = Latencies.recorder();
        for (int i = 0; i < 3; i++) {
            Latencies.record(recorder, micros * 1000);
        }
        Latencies three = Latencies.of(recorder);
        Measurement measurement = new Measurement(
                1,
                3,
                spec.workload().batch(),
                took,
                1,
                new Counts(3, 0, 0, 0, 0),
                Map.of(Stage.LATENCY, three, Stage.SERVICE, three, Stage.INFERENCE, three),
                Latencies.none(),
                Double.NaN,
                new Verdict(Verdict.Outcome.PASS, 0, ""));
        return new BenchmarkResult(
                spec,
                new DeviceInfo(follower, "fake", 1, 1, "none", "none", Double.NaN, Double.NaN),
                List.of(measurement),
                Optional.empty(),
                OptionalDouble.empty(),
                Optional.empty(),
                new Energy(Double.NaN, Energy.Source.UNKNOWN),
                Instant.EPOCH,
                took,
                List.of());
    }
}
