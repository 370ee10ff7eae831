package io.tifl.experiments.benchmark.lead;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A benchmark as its leader keeps it.
 *
 * @param submitted when
 * @param index among those that were submitted together
 * @param follower that runs it or ran it last
 * @param attempt counts from 1; 0 before the first
 * @param started the last attempt
 * @param ended when it was done, had failed or was cancelled
 * @param estimate seconds it was thought to take when it was placed
 * @param actual seconds it took on its follower
 * @param reason why it waits, was tried again, or has failed; may be empty
 * @param revision of what is kept; a change is refused if there is a newer one
 */
public record BenchmarkJob(
        BenchmarkSpec spec,
        Instant submitted,
        int index,
        BenchmarkStatus status,
        Optional<String> follower,
        int attempt,
        Optional<Instant> started,
        Optional<Instant> ended,
        OptionalDouble estimate,
        OptionalDouble actual,
        String reason,
        long revision) {

    static BenchmarkJob of(BenchmarkSpec spec, Instant at, int index) {
        return new BenchmarkJob(
                spec,
                at,
                index,
                BenchmarkStatus.QUEUED,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                "",
                0);
    }

    @JsonIgnore
    public String name() {
        return spec.name();
    }

    /** From submission to the end; empty before. */
    @JsonIgnore
    public Optional<Duration> completion() {
        return ended.map(end -> Duration.between(submitted, end));
    }

    BenchmarkJob running(String on, Instant at, double estimate) {
        return new BenchmarkJob(
                spec,
                submitted,
                index,
                BenchmarkStatus.RUNNING,
                Optional.of(on),
                attempt + 1,
                Optional.of(at),
                Optional.empty(),
                OptionalDouble.of(estimate),
                OptionalDouble.empty(),
                "",
                revision);
    }

    BenchmarkJob queued(String why) {
        return changed(BenchmarkStatus.QUEUED, Optional.empty(), OptionalDouble.empty(), why);
    }

    BenchmarkJob ended(BenchmarkStatus how, Instant at, OptionalDouble took, String why) {
        return changed(how, Optional.of(at), took, why);
    }

    private BenchmarkJob changed(BenchmarkStatus how, Optional<Instant> end, OptionalDouble took, String why) {
        return new BenchmarkJob(
                spec, submitted, index, how, follower, attempt, started, end, estimate, took, why, revision);
    }

    /** An attempt that was none: the follower was not asked, or does not know the task. */
    BenchmarkJob notTried() {
        return new BenchmarkJob(
                spec,
                submitted,
                index,
                BenchmarkStatus.QUEUED,
                Optional.empty(),
                attempt - 1,
                Optional.empty(),
                Optional.empty(),
                estimate,
                OptionalDouble.empty(),
                reason,
                revision);
    }

    BenchmarkJob at(long newer) {
        return new BenchmarkJob(
                spec, submitted, index, status, follower, attempt, started, ended, estimate, actual, reason, newer);
    }
}
