package io.tifl.protocol.wire;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/** One message of every kind and form, by the name of its golden file. */
final class Messages {
    static final Layout LAYOUT =
            new Layout(List.of(new Layout.Block("W", List.of(2, 3)), new Layout.Block("b", List.of(2))));
    static final GlobalModel MODEL = new GlobalModel(
            new ModelSpec("linear", Settings.none().with("inputs", 3).with("classes", 2)),
            7,
            Parameters.copyOf(LAYOUT, new float[] {0f, 1f, -1f, 0.5f, Float.MIN_VALUE, Float.MAX_VALUE, -0f, 1e-3f}));
    static final TaskOrder ORDER = new TaskOrder(
            new TaskId(new JobId("job-1"), 12, new ClientId("client:7")),
            "train",
            Settings.none().with("epochs", 2).with("rate", 0.05).with("note", "größer ≠ besser 🙂"),
            MODEL,
            "float32",
            0x0123456789abcdefL,
            Duration.ofSeconds(90, 500_000_000));
    static final TaskId ID = ORDER.id();

    private Messages() {}

    static SequencedMap<String, WireMessage> all() {
        SequencedMap<String, WireMessage> all = new LinkedHashMap<>();
        all.put("model", new WireMessage.Model(MODEL));
        all.put("order-inline", new WireMessage.Order(WireOrder.withModel(ORDER)));
        all.put("order-reference", new WireMessage.Order(WireOrder.withReference(ORDER)));
        all.put("updated", new WireMessage.Reply(updated()));
        all.put(
                "measured",
                new WireMessage.Reply(new TaskReply.Measured(
                        ID, Metrics.of("accuracy", 0.75).with("loss", Double.POSITIVE_INFINITY))));
        all.put(
                "failed",
                new WireMessage.Reply(new TaskReply.Failed(ID, TaskReply.Fault.RESOURCES, "no space left on device")));
        return all;
    }

    static WireMessage named(String name) {
        return Objects.requireNonNull(all().get(name), name);
    }

    private static TaskReply updated() {
        MemorySegment payload = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, (byte) 0xff});
        return new TaskReply.Updated(
                ID, new EncodedUpdate("int8", LAYOUT.fingerprint(), payload), 640, Metrics.of("loss", 1.25));
    }

    /** Makes length and checksum of a tampered message right again, so that the reader gets to its body. */
    static byte[] sealed(byte[] message) {
        ByteBuffer buffer = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        int body = message.length - Envelope.HEADER_BYTES - Envelope.TRAILER_BYTES;
        buffer.putLong(8, body);
        buffer.putInt(message.length - 8, 0);
        buffer.putInt(message.length - 4, Envelope.checksum(buffer.slice(0, message.length - 4)));
        return message;
    }
}
