package io.tifl.client.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.state.StateFile;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.task.TaskId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorFeedbackTest {
    private static final Layout TWO = Layout.flat(2);

    @TempDir
    Path folder;

    private ErrorFeedback feedback = new ErrorFeedback();

    /** Sends the larger of the first two values alone. */
    private static final class LargerOnly implements UpdateCodec {
        @Override
        public String name() {
            return "larger-only";
        }

        @Override
        public boolean needsErrorFeedback() {
            return true;
        }

        @Override
        public EncodedUpdate encode(Parameters change, long seed) {
            float[] values = new float[change.size()];
            int largest = Math.abs(change.get(0)) >= Math.abs(change.get(1)) ? 0 : 1;
            values[largest] = change.get(largest);
            return new EncodedUpdate(
                    name(),
                    change.layout().fingerprint(),
                    Parameters.owning(change.layout(), values).values());
        }

        @Override
        public Parameters decode(EncodedUpdate update, Layout layout) {
            return new Parameters(layout, update.payload());
        }
    }

    @Test
    void whatAnUpdateLeavesOutIsAddedToTheNext() {
        assertThat(sent(round(0), 3, 2)).containsExactly(3, 0);
        assertThat(sent(round(1), 3, 2)).containsExactly(0, 4);
        assertThat(sent(round(2), 0, 0)).containsExactly(3, 0);
        assertThat(sent(round(3), 0, 0)).containsExactly(0, 0);
    }

    @Test
    void anUpdateThatDidNotCountLeavesTheDebtAsItWas() {
        sent(round(0), 3, 2);
        sent(round(1), 10, 1);
        feedback.notCounted(round(1));

        assertThat(sent(round(2), 0, 0)).containsExactly(0, 2);
    }

    @Test
    void aCountedUpdateChangesNothingMore() {
        sent(round(0), 3, 2);
        feedback.counted(round(0));
        feedback.notCounted(round(7));

        assertThat(sent(round(1), 0, 0)).containsExactly(0, 2);
    }

    @Test
    void anOrderThatComesTwiceGivesTheSameUpdateTwice() {
        sent(round(0), 3, 2);
        float[] first = sent(round(1), 1, 1);

        assertThat(sent(round(1), 1, 1)).isEqualTo(first);
        assertThat(sent(round(2), 0, 0)).containsExactly(1, 0);
    }

    @Test
    void clientsAndJobsDoNotOweForEachOther() {
        sent(round(0), 3, 2);

        assertThat(sent(new TaskId(new JobId("job"), 1, new ClientId("other")), 0, 0))
                .containsExactly(0, 0);
        assertThat(sent(new TaskId(new JobId("other"), 1, new ClientId("device")), 0, 0))
                .containsExactly(0, 0);
    }

    @Test
    void aDebtOfAnotherLayoutIsForgotten() {
        sent(round(0), 3, 2);
        Parameters other = Parameters.owning(Layout.flat(3), new float[] {0, 0, 1});

        EncodedUpdate update = feedback.encode(round(1), other, new LargerOnly(), 0);

        assertThat(new LargerOnly().decode(update, other.layout()).toArray()).containsExactly(0, 0, 0);
    }

    @Test
    void whatIsNotFiniteIsNotOwed() {
        sent(round(0), Float.NaN, 2);

        assertThat(sent(round(1), 1, 0)).containsExactly(1, 0);
    }

    @Test
    void whatIsOwedSurvivesARestart() throws Exception {
        sent(round(0), 3, 2);
        assertThat(feedback.changed()).isTrue();

        feedback = restarted();

        assertThat(feedback.changed()).isFalse();
        assertThat(sent(round(1), 3, 2)).containsExactly(0, 4);
    }

    @Test
    void anOrderThatComesAgainAfterARestartGivesTheSameUpdate() throws Exception {
        sent(round(0), 3, 2);
        float[] first = sent(round(1), 1, 1);

        feedback = restarted();

        assertThat(sent(round(1), 1, 1)).isEqualTo(first);
        feedback.notCounted(round(1));
        feedback = restarted();
        assertThat(sent(round(2), 0, 0)).containsExactly(0, 2);
    }

    private ErrorFeedback restarted() throws Exception {
        StateFile file = new StateFile(folder.resolve("feedback"));
        feedback.save(file);
        return ErrorFeedback.load(file);
    }

    private static TaskId round(long round) {
        return new TaskId(new JobId("job"), round, new ClientId("device"));
    }

    private float[] sent(TaskId id, float... change) {
        EncodedUpdate update = feedback.encode(id, Parameters.owning(TWO, change), new LargerOnly(), 0);
        return new LargerOnly().decode(update, TWO).toArray();
    }
}
