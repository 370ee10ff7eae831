package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Latencies;
import io.tifl.experiments.benchmark.result.Stage;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/** What came of the requests of one repeat so far. Thread-safe. */
final class Recording {
    /** What a server may speak of; the others are seen from here. */
    private static final Set<Stage> OF_SERVER =
            EnumSet.of(Stage.BATCHING, Stage.PREPROCESSING, Stage.INFERENCE, Stage.POSTPROCESSING);

    private final long limit;
    private final long timeout;
    private final LongAdder ok = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAccumulator lastEnd;
    private final Histogram lag = Latencies.sharedRecorder();
    private final Map<Stage, Histogram> stages;

    /** Times in nanoseconds; {@code began} on the generator's timeline. */
    Recording(long began, long limit, long timeout) {
        this.limit = limit;
        this.timeout = timeout;
        this.lastEnd = new LongAccumulator(Math::max, began);
        Map<Stage, Histogram> histograms = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            histograms.put(stage, Latencies.sharedRecorder());
        }
        this.stages = Collections.unmodifiableMap(histograms);
    }

    void sent(long planned, long now) {
        Latencies.record(lag, now - planned);
    }

    /** An answer; one after the timeout counts as none. */
    void answered(Answer answer, long planned, long sent, long now) {
        if (now - planned >= timeout) {
            timedOut(planned, sent);
            return;
        }
        lastEnd.accumulate(now);
        switch (answer.status()) {
            case OK -> inTime(answer, planned, sent, now);
            case REJECTED -> rejected.increment();
            case ERROR -> errors.increment();
        }
    }

    private void inTime(Answer answer, long planned, long sent, long now) {
        (now - planned <= limit ? ok : late).increment();
        record(Stage.LATENCY, now - planned);
        record(Stage.SERVICE, now - sent);
        if (answer.stages().isEmpty()) {
            return;
        }
        long ofServer = 0;
        for (Map.Entry<Stage, Long> stage : answer.stages().entrySet()) {
            if (OF_SERVER.contains(stage.getKey())) {
                ofServer += stage.getValue();
                record(stage.getKey(), stage.getValue());
            }
        }
        record(Stage.TRANSFER, Math.max(0, now - sent - ofServer));
    }

    /** A request that was given up: it counts as answered at the timeout, so that percentiles see it. */
    void timedOut(long planned, long sent) {
        long end = Math.max(sent, planned + timeout);
        lastEnd.accumulate(end);
        timeouts.increment();
        record(Stage.LATENCY, end - planned);
        record(Stage.SERVICE, end - sent);
    }

    private void record(Stage stage, long nanos) {
        Histogram histogram = stages.get(stage);
        if (histogram != null) {
            Latencies.record(histogram, nanos);
        }
    }

    /** When the last request ended, on the generator's timeline. */
    long lastEnd() {
        return lastEnd.get();
    }

    Counts counts() {
        return new Counts(ok.sum(), late.sum(), errors.sum(), rejected.sum(), timeouts.sum());
    }

    Latencies lag() {
        return Latencies.of(lag);
    }

    /** The stages that were seen. */
    Map<Stage, Latencies> stages() {
        Map<Stage, Latencies> seen = new EnumMap<>(Stage.class);
        stages.forEach((stage, histogram) -> {
            if (histogram.getTotalCount() > 0) {
                seen.put(stage, Latencies.of(histogram));
            }
        });
        return seen;
    }
}
