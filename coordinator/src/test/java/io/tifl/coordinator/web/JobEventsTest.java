package io.tifl.coordinator.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.job.Progress;
import io.tifl.coordinator.job.Progress.Phase;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobEventsTest {
    private static final JobId FIRST = new JobId("first");

    private final JobEvents events = new JobEvents(
            new JobMeters(Instruments.none(), InstantSource.system()),
            Instruments.none().meters());

    private void run(JobId job) {
        List<ClientId> clients = List.of(new ClientId("a"));
        events.progress(job, new Progress.Asked(Phase.TRAIN, 0, clients, Instant.EPOCH, Duration.ofSeconds(9)));
        events.progress(job, new Progress.Answered(Phase.TRAIN, clients.getFirst(), Instant.EPOCH, 1));
    }

    @Test
    void jobThatEndedIsRememberedUntilTwentyOthersHave() {
        run(FIRST);
        events.became(FIRST, "completed", "");
        for (int other = 1; other < 20; other++) {
            JobId job = new JobId("job-" + other);
            run(job);
            events.became(job, "stopped", "");
        }
        assertThat(events.live(FIRST).clients()).hasSize(1);

        events.became(new JobId("last"), "failed", "");

        assertThat(events.live(FIRST).clients()).isEmpty();
        assertThat(events.live(new JobId("job-1")).clients()).hasSize(1);
    }

    @Test
    void jobThatRunsIsNotForgotten() {
        run(FIRST);
        for (int other = 0; other < 50; other++) {
            events.became(new JobId("job-" + other), "stopped", "");
        }

        assertThat(events.live(FIRST).clients()).hasSize(1);
    }
}
