package io.tifl.experiments.benchmark.service;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A benchmark as users see it. Times are in seconds.
 *
 * @param estimate what it was thought to take
 * @param took on its follower
 * @param completion from submission to the end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BenchmarkSummary(
        String name,
        String status,
        String model,
        String server,
        String device,
        Instant submitted,
        int attempt,
        @Nullable String follower,
        @Nullable Instant started,
        @Nullable Instant ended,
        @Nullable Double estimate,
        @Nullable Double took,
        @Nullable Double completion,
        @Nullable String reason) {
    static BenchmarkSummary of(BenchmarkJob job) {
        return new BenchmarkSummary(
                job.name(),
                job.status().toString(),
                job.spec().model().label(),
                job.spec().server().kind().toString(),
                job.spec().device(),
                job.submitted(),
                job.attempt(),
                job.follower().orElse(null),
                job.started().orElse(null),
                job.ended().orElse(null),
                job.estimate().isPresent() ? (Double) job.estimate().getAsDouble() : null,
                job.actual().isPresent() ? (Double) job.actual().getAsDouble() : null,
                job.completion().map(time -> time.toNanos() / 1e9).orElse(null),
                job.reason().isEmpty() ? null : job.reason());
    }
}
