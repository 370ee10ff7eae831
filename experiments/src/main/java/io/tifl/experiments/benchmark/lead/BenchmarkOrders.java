package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Benchmarks as orders. A setting holds 16 KiB at most, so the benchmark's text is cut in pieces. */
final class BenchmarkOrders {
    /** Name of the task. */
    static final String TASK = "benchmark";

    /** The job that orders without a trained model are parts of. */
    static final JobId WHOLE = new JobId("benchmarks");

    private static final String PIECES = "spec-pieces";
    private static final String PIECE = "spec-";
    private static final int PIECE_LENGTH = 12_000;
    private static final int LARGEST = 64 << 10;
    private static final String PREFIX = WHOLE + ":";
    private static final int LONGEST_NAME = 128 - PREFIX.length();
    /** More than there are attempts. */
    private static final long ATTEMPTS = 100;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    /** For orders that serve a model that is not theirs to send. */
    static final GlobalModel NO_MODEL = new GlobalModel(ModelSpec.of("none"), 0, Parameters.zeros(Layout.flat(1)));

    private BenchmarkOrders() {}

    /**
     * The settings that bring a benchmark.
     *
     * @throws IllegalArgumentException if its name or its text is too long to travel
     */
    static Settings settings(BenchmarkSpec spec) {
        String text = JSON.writeValueAsString(spec);
        if (text.length() > LARGEST) {
            throw new IllegalArgumentException("benchmark '" + spec.name() + "' has " + text.length()
                    + " characters when all is written out, at most " + LARGEST
                    + " can be sent; shorten its trace of arrival times");
        }
        if (spec.name().length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of a benchmark that is sent has at most " + LONGEST_NAME
                    + " characters, got " + spec.name().length() + ": " + spec.name());
        }
        int pieces = Math.ceilDiv(text.length(), PIECE_LENGTH);
        Settings settings = Settings.none().with(PIECES, pieces);
        for (int i = 0; i < pieces; i++) {
            int from = i * PIECE_LENGTH;
            settings = settings.with(PIECE + i, text.substring(from, Math.min(from + PIECE_LENGTH, text.length())));
        }
        return settings;
    }

    /**
     * The benchmark that settings bring.
     *
     * @throws IllegalArgumentException if there is none, or it is wrong
     */
    static BenchmarkSpec spec(Settings settings) {
        int pieces = settings.integer(PIECES, 0);
        if (pieces < 1 || pieces > LARGEST / PIECE_LENGTH + 1) {
            throw new IllegalArgumentException("an order of a benchmark has 1 to " + (LARGEST / PIECE_LENGTH + 1)
                    + " pieces of its text, got " + pieces);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(settings.text(PIECE + i));
        }
        List<BenchmarkSpec> specs = SpecReader.parse(text.toString());
        if (specs.size() != 1) {
            throw new IllegalArgumentException("an order is of one benchmark, got " + specs.size());
        }
        return specs.getFirst();
    }

    /** No two attempts share one, nor do two benchmarks that had one name after another. */
    static TaskId id(BenchmarkJob job, ClientId follower) {
        long round = Math.max(0, job.submitted().toEpochMilli()) * ATTEMPTS + job.attempt();
        return new TaskId(jobOf(job.spec()), round, follower);
    }

    /** A trained model is fetched as one of the job that trained it, so the benchmark is a part of that. */
    private static JobId jobOf(BenchmarkSpec spec) {
        return spec.model() instanceof ModelChoice.Trained trained
                ? new JobId(trained.job() + ":benchmark-"
                        + Long.toHexString(new Seed(0).child(spec.name()).value()))
                : new JobId(PREFIX + spec.name());
    }

    /**
     * Makes sure that a benchmark can be sent.
     *
     * @throws IllegalArgumentException if its name or its text is too long to travel
     */
    static void requireSendable(BenchmarkSpec spec) {
        Settings _ = settings(spec);
        JobId _ = jobOf(spec);
    }

    static TaskOrder order(BenchmarkJob job, ClientId follower, Optional<GlobalModel> trained, Duration limit) {
        return new TaskOrder(
                id(job, follower),
                TASK,
                settings(job.spec()),
                trained.orElseGet(NO_MODEL::withoutParameters),
                Report.CODEC,
                job.spec().seed(),
                limit);
    }
}
