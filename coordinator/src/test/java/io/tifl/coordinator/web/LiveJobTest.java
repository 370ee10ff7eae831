package io.tifl.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tifl.coordinator.job.Progress;
import io.tifl.coordinator.job.Progress.Phase;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Rejection;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveJobTest {
    private static final Instant START = Instant.EPOCH;

    private final LiveJob job = new LiveJob();

    private static List<ClientId> clients(String... names) {
        return Stream.of(names).map(ClientId::new).toList();
    }

    private static Progress.Asked asked(long round, String... names) {
        return new Progress.Asked(Phase.TRAIN, round, clients(names), START, Duration.ofSeconds(60));
    }

    private static Progress.Answered answered(String name) {
        return new Progress.Answered(Phase.TRAIN, new ClientId(name), START.plusSeconds(2), 100);
    }

    private static Progress.Judged judged(
            String name, ClientReport.Status status, Optional<Rejection> why, String detail) {
        return new Progress.Judged(new ClientReport(
                new ClientId(name), status, Optional.of(Duration.ofSeconds(2)), 5, 100, Metrics.none(), why, detail));
    }

    private List<String> statuses() {
        return job.snapshot().clients().stream()
                .map(task -> task.client() + " " + task.status())
                .toList();
    }

    @Test
    void nothingIsKnownOfAJobThatNeverRan() {
        assertThat(job.snapshot().phase()).isEqualTo("idle");
        assertThat(job.snapshot().round()).isNull();
        assertThat(job.snapshot().clients()).isEmpty();
    }

    @Test
    void roundInProgressSaysWhoIsAskedWhoAnsweredAndWhyOneIsRefused() {
        job.progress(asked(3, "a", "b", "c", "d"));
        job.progress(answered("a"));
        job.progress(answered("b"));
        job.progress(judged("a", ClientReport.Status.COUNTED, Optional.empty(), ""));
        job.progress(judged("b", ClientReport.Status.REJECTED, Optional.of(Rejection.NOT_FINITE), "NaN in layer 0"));
        job.progress(new Progress.GaveUp(Phase.TRAIN, clients("c")));

        assertThat(statuses()).containsExactly("a counted", "b rejected", "c vanished", "d asked");
        LiveJob.Snapshot now = job.snapshot();
        assertThat(now.round()).isEqualTo(3);
        assertThat(now.phase()).isEqualTo("train");
        assertThat(now.deadline()).isEqualTo(START.plusSeconds(60));
        assertThat(now.clients().get(1).rejection()).isEqualTo("not-finite");
        assertThat(now.clients().get(1).detail()).isEqualTo("NaN in layer 0");
        assertThat(now.clients().get(0).seconds()).isEqualTo(2.0);
    }

    @Test
    void onlyWhoChangedIsToldOf() {
        assertThat(job.progress(asked(0, "a", "b"))).hasSize(2);
        assertThat(job.progress(answered("b")))
                .extracting(LiveJob.Task::client, LiveJob.Task::status)
                .containsExactly(tuple("b", "answered"));
        assertThat(job.progress(answered("nobody"))).isEmpty();
    }

    @Test
    void nextRoundForgetsThoseWhoAreDoneAndKeepsThoseStillAtWork() {
        job.progress(asked(0, "a", "b"));
        job.progress(judged("a", ClientReport.Status.COUNTED, Optional.empty(), ""));
        job.progress(asked(1, "c"));
        assertThat(statuses()).containsExactly("b asked", "c asked");
    }

    @Test
    void answersToAnEvaluationChangeNothingOfTheRound() {
        job.progress(asked(0, "a"));
        job.progress(new Progress.Asked(Phase.EVALUATE, 1, clients("a", "b"), START, Duration.ofSeconds(9)));
        job.progress(new Progress.Answered(Phase.EVALUATE, new ClientId("a"), START.plusSeconds(1), 10));
        assertThat(statuses()).containsExactly("a asked");
        assertThat(job.snapshot().phase()).isEqualTo("evaluate");
        assertThat(job.snapshot().round()).isZero();
    }

    @Test
    void jobThatRestsWaitsForNobodyWhateverIsToldAfterwards() {
        job.progress(asked(0, "a", "b"));
        job.progress(judged("a", ClientReport.Status.COUNTED, Optional.empty(), ""));
        job.rest();
        job.progress(new Progress.Over(Phase.TRAIN, 0, START.plusSeconds(3)));
        assertThat(job.snapshot().phase()).isEqualTo("idle");
        assertThat(statuses()).containsExactly("a counted");
    }

    @Test
    void waitingSaysForHowMany() {
        job.waiting(7);
        assertThat(job.snapshot().phase()).isEqualTo("waiting");
        assertThat(job.snapshot().waitingFor()).isEqualTo(7);
        job.progress(asked(0, "a"));
        assertThat(job.snapshot().waitingFor()).isNull();
    }
}
