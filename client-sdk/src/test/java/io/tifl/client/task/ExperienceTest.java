package io.tifl.client.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.event.ClientEvent;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ExperienceTest {
    private static final JobId JOB = new JobId("job");
    private static final TaskId TASK = new TaskId(JOB, 0, new ClientId("ann"));

    private long now = 77;
    private final Experience experience = new Experience(() -> now);

    private void fetch(long bytes, Duration took) {
        experience.on(new ClientEvent.OrderReceived(TASK, "train", Duration.ofMinutes(1)));
        now += took.toNanos();
        experience.on(new ClientEvent.ModelFetched(JOB, 0, bytes));
    }

    private void send(long bytes, Duration took, boolean again) {
        experience.sending();
        now += took.toNanos();
        experience.on(new ClientEvent.ReplyCounted(TASK, bytes, again));
    }

    @Test
    void nothingIsKnownBeforeAnythingHappened() {
        assertThat(experience.secondsPerExample()).isEmpty();
        assertThat(experience.down()).isEmpty();
        assertThat(experience.up()).isEmpty();
    }

    @Test
    void speedOfTheLineIsThatOfTheLastTransfer() {
        fetch(1000, Duration.ofSeconds(2));
        send(600, Duration.ofSeconds(3), false);
        assertThat(experience.down()).hasValue(500);
        assertThat(experience.up()).hasValue(200);

        fetch(1000, Duration.ofSeconds(1));
        assertThat(experience.down()).hasValue(1000);
    }

    @Test
    void smallTransfersAndModelsThatWereKeptTellNothing() {
        fetch(1000, Duration.ofSeconds(1));
        fetch(0, Duration.ofNanos(1));
        fetch(499, Duration.ofSeconds(50));
        send(1000, Duration.ofSeconds(1), false);
        send(100, Duration.ofSeconds(1), false);

        assertThat(experience.down()).hasValue(1000);
        assertThat(experience.up()).hasValue(1000);
    }

    @Test
    void replyThatTheCoordinatorHadBeforeTellsNothing() {
        send(1000, Duration.ofNanos(1), true);

        assertThat(experience.up()).isEmpty();
    }

    @Test
    void clockThatStandsStillYieldsAFiniteSpeed() {
        fetch(1000, Duration.ZERO);

        assertThat(experience.down()).hasValue(1e12);
    }

    @Test
    void timeOfAnExampleIsThatOfTheLastTraining() {
        experience.trained(10, 5_000_000_000L);
        experience.trained(10, 2_000_000_000L);

        assertThat(experience.secondsPerExample()).hasValue(0.2);
    }
}
