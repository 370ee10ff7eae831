package io.tifl.protocol.wire;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Writes the body of a message, field by field as in docs/wire-format.md. Confined to one thread. */
final class BodyWriter {
    private final Sink sink;
    private final WireLimits limits;

    BodyWriter(Sink sink, WireLimits limits) {
        this.sink = sink;
        this.limits = limits;
    }

    void write(WireMessage message) {
        switch (message) {
            case WireMessage.Model(GlobalModel model) -> model(model);
            case WireMessage.Order(WireOrder order) -> order(order);
            case WireMessage.Reply(TaskReply reply) -> reply(reply);
        }
    }

    private void order(WireOrder order) {
        taskId(order.id());
        string(order.task());
        settings(order.settings());
        orderedModel(order.model());
        string(order.codec());
        sink.i64(order.seed());
        sink.i64(order.timeLimit().toSeconds());
        sink.u32(order.timeLimit().toNanosPart());
    }

    private void orderedModel(OrderedModel ordered) {
        switch (ordered) {
            case ModelReference(long version, long layoutFingerprint) -> {
                sink.u8(Codes.MODEL_BY_REFERENCE);
                sink.i64(version);
                sink.i64(layoutFingerprint);
            }
            case OrderedModel.Inline(GlobalModel model) -> {
                sink.u8(Codes.MODEL_INLINE);
                model(model);
            }
        }
    }

    private void model(GlobalModel model) {
        string(model.spec().name());
        settings(model.spec().settings());
        sink.i64(model.version());
        layout(model.parameters().layout());
        payload(littleEndian(model.parameters()));
    }

    private void reply(TaskReply reply) {
        taskId(reply.id());
        switch (reply) {
            case TaskReply.Updated updated -> updated(updated);
            case TaskReply.Measured measured -> metrics(measured.metrics());
            case TaskReply.Failed failed -> {
                sink.u8(Codes.of(failed.fault()));
                string(failed.message());
            }
        }
    }

    private void updated(TaskReply.Updated updated) {
        EncodedUpdate update = updated.update();
        string(update.codec());
        sink.i64(update.layoutFingerprint());
        sink.i64(updated.examples());
        metrics(updated.metrics());
        payload(update.payload());
    }

    private void taskId(TaskId id) {
        string(id.job().value());
        sink.i64(id.round());
        string(id.client().value());
    }

    private void settings(Settings settings) {
        count("settings", settings.values().size(), limits.maxEntries());
        settings.values().forEach((name, value) -> {
            string(name);
            string(value);
        });
    }

    private void metrics(Metrics metrics) {
        count("metrics", metrics.values().size(), limits.maxEntries());
        metrics.values().forEach((name, value) -> {
            string(name);
            sink.i64(Double.doubleToRawLongBits(value));
        });
    }

    private void layout(Layout layout) {
        count("blocks", layout.blocks().size(), limits.maxBlocks());
        for (Layout.Block block : layout.blocks()) {
            string(block.name());
            sink.u8(block.shape().size());
            block.shape().forEach(sink::u32);
        }
    }

    private void payload(MemorySegment payload) {
        sink.i64(payload.byteSize());
        sink.bytes(payload);
    }

    private void count(String what, int count, int max) {
        if (count > max) {
            throw new IllegalArgumentException("a message holds at most " + max + " " + what + ", got " + count);
        }
        sink.u32(count);
    }

    private void string(String text) {
        sink.string(text, limits.maxStringBytes());
    }

    private static MemorySegment littleEndian(Parameters parameters) {
        MemorySegment values = parameters.values();
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            return values;
        }
        MemorySegment swapped = VectorMemory.floats(parameters.size());
        MemorySegment.copy(values, ValueLayout.JAVA_INT, 0, swapped, Codes.VALUE_BITS, 0, parameters.size());
        return swapped;
    }
}
