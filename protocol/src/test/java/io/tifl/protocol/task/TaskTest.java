package io.tifl.protocol.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TaskTest {
    private static final TaskId ID = new TaskId(new JobId("job"), 3, new ClientId("ann"));
    private static final GlobalModel MODEL = new GlobalModel(ModelSpec.of("tiny"), 0, Parameters.zeros(Layout.flat(2)));

    @Test
    void aTaskIdReadsAsAPath() {
        assertThat(ID).hasToString("job/3/ann");
        assertThatThrownBy(() -> new TaskId(ID.job(), -1, ID.client())).hasMessage("rounds count from 0, got -1");
    }

    @Test
    void theNextModelKeepsItsSpecAndLayout() {
        Parameters moved = Parameters.copyOf(Layout.flat(2), new float[] {1, 2});

        assertThat(MODEL.next(moved)).isEqualTo(new GlobalModel(ModelSpec.of("tiny"), 1, moved));
        assertThatThrownBy(() -> MODEL.next(Parameters.zeros(Layout.flat(3))))
                .hasMessage("version 0 has layout parameters[2], the next got parameters[3]");
        assertThatThrownBy(() -> new GlobalModel(MODEL.spec(), -1, moved)).hasMessage("versions count from 0, got -1");
        assertThatThrownBy(() -> ModelSpec.of(" ")).hasMessage("a model needs a name");
    }

    @Test
    void anOrderNeedsATaskACodecAndTime() {
        assertThat(order("train", "float32", Duration.ofNanos(1)).timeLimit()).isPositive();
        assertThatThrownBy(() -> order(" ", "float32", Duration.ofSeconds(1)))
                .hasMessageContaining("needs a task and a codec");
        assertThatThrownBy(() -> order("train", "", Duration.ofSeconds(1)))
                .hasMessageContaining("needs a task and a codec");
        assertThatThrownBy(() -> order("train", "float32", Duration.ZERO))
                .hasMessage("the time limit must be positive, got PT0S");
        assertThatThrownBy(() -> order("train", "float32", Duration.ofSeconds(-1)))
                .hasMessageContaining("PT-1S");
    }

    @Test
    void aLongFailureMessageIsCutWithoutHalvingACharacter() {
        TaskReply.Failed failed = failed("x".repeat(2047) + "🙂🙂");

        assertThat(failed.message()).isEqualTo("x".repeat(2047) + "?");
        assertThat(failed("short").message()).isEqualTo("short");
        assertThat(failed("\udc00 broken").message()).isEqualTo("? broken");
    }

    @Test
    void updatesAreEqualByTheirBytes() {
        EncodedUpdate update = new EncodedUpdate("c", 1, MemorySegment.ofArray(new byte[] {1, 2}));

        assertThat(update)
                .isEqualTo(new EncodedUpdate("c", 1, MemorySegment.ofArray(new byte[] {1, 2})))
                .hasSameHashCodeAs(new EncodedUpdate("c", 1, MemorySegment.ofArray(new byte[] {3})))
                .isNotEqualTo(new EncodedUpdate("c", 1, MemorySegment.ofArray(new byte[] {1, 3})))
                .isNotEqualTo(new EncodedUpdate("c", 2, MemorySegment.ofArray(new byte[] {1, 2})))
                .isNotEqualTo(new EncodedUpdate("d", 1, MemorySegment.ofArray(new byte[] {1, 2})));
        assertThat(update.bytes()).isEqualTo(2);
        assertThat(update.payload().isReadOnly()).isTrue();
    }

    private static TaskOrder order(String task, String codec, Duration limit) {
        return new TaskOrder(ID, task, Settings.none(), MODEL, codec, 1, limit);
    }

    private static TaskReply.Failed failed(String message) {
        return new TaskReply.Failed(ID, TaskReply.Fault.CLIENT, message);
    }
}
