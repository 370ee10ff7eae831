package io.tifl.protocol.wire;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the body of a message, field by field as in docs/wire-format.md. Values the domain types refuse come out as their
 * {@link IllegalArgumentException}. Confined to one thread.
 */
final class BodyReader {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private final Source source;
    private final WireLimits limits;

    BodyReader(Source source, WireLimits limits) {
        this.source = source;
        this.limits = limits;
    }

    WireMessage read(Kind kind) throws MalformedMessageException {
        WireMessage message = switch (kind) {
            case MODEL -> new WireMessage.Model(model());
            case ORDER -> new WireMessage.Order(order());
            case UPDATED -> new WireMessage.Reply(updated());
            case MEASURED -> new WireMessage.Reply(new TaskReply.Measured(taskId(), metrics()));
            case FAILED -> new WireMessage.Reply(failed());
        };
        source.requireEnd();
        return message;
    }

    private WireOrder order() throws MalformedMessageException {
        return new WireOrder(
                taskId(), string("task"), settings(), orderedModel(), string("codec"), source.i64("seed"), timeLimit());
    }

    private OrderedModel orderedModel() throws MalformedMessageException {
        int form = source.u8("model form");
        return switch (form) {
            case Codes.MODEL_BY_REFERENCE ->
                new ModelReference(source.i64("model version"), source.i64("layout fingerprint"));
            case Codes.MODEL_INLINE -> new OrderedModel.Inline(model());
            default -> throw new MalformedMessageException("model form " + form + " is unknown; known are 0 and 1");
        };
    }

    private Duration timeLimit() throws MalformedMessageException {
        long seconds = source.i64("time limit seconds");
        long nanos = source.u32("time limit nanoseconds");
        if (nanos >= NANOS_PER_SECOND) {
            throw new MalformedMessageException("time limit nanoseconds: " + nanos + " is a second or more");
        }
        return Duration.ofSeconds(seconds, nanos);
    }

    private GlobalModel model() throws MalformedMessageException {
        ModelSpec spec = new ModelSpec(string("model name"), settings());
        long version = source.i64("model version");
        Layout layout = layout();
        return new GlobalModel(spec, version, parameters(layout));
    }

    private Parameters parameters(Layout layout) throws MalformedMessageException {
        MemorySegment payload = source.payload("parameters");
        if (payload.byteSize() != (long) Float.BYTES * layout.size()) {
            throw new MalformedMessageException(
                    "parameters: " + payload.byteSize() + " bytes for " + layout.size() + " values");
        }
        MemorySegment values = VectorMemory.floats(layout.size());
        MemorySegment.copy(payload, Codes.VALUE_BITS, 0, values, ValueLayout.JAVA_INT, 0, layout.size());
        return new Parameters(layout, values);
    }

    private TaskReply updated() throws MalformedMessageException {
        TaskId id = taskId();
        String codec = string("codec");
        long fingerprint = source.i64("layout fingerprint");
        long examples = source.i64("examples");
        Metrics metrics = metrics();
        return new TaskReply.Updated(
                id, new EncodedUpdate(codec, fingerprint, source.payload("payload")), examples, metrics);
    }

    private TaskReply failed() throws MalformedMessageException {
        return new TaskReply.Failed(taskId(), Codes.fault(source.u8("fault")), string("message"));
    }

    private TaskId taskId() throws MalformedMessageException {
        return new TaskId(new JobId(string("job")), source.i64("round"), new ClientId(string("client")));
    }

    private Settings settings() throws MalformedMessageException {
        int count = source.count("settings", limits.maxEntries(), 2 * Short.BYTES);
        SortedMap<String, String> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = nameAfter(values, "setting");
            values.put(name, string("setting value"));
        }
        return new Settings(values);
    }

    private Metrics metrics() throws MalformedMessageException {
        int count = source.count("metrics", limits.maxEntries(), Short.BYTES + Double.BYTES);
        SortedMap<String, Double> values = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            String name = nameAfter(values, "metric");
            values.put(name, Double.longBitsToDouble(source.i64("metric value")));
        }
        return new Metrics(values);
    }

    // One order only, so that one content has one encoding.
    private String nameAfter(SortedMap<String, ?> before, String what) throws MalformedMessageException {
        String name = string(what + " name");
        if (!before.isEmpty() && before.lastKey().compareTo(name) >= 0) {
            throw new MalformedMessageException(what + " names must ascend, and none may come twice");
        }
        return name;
    }

    private Layout layout() throws MalformedMessageException {
        int count = source.count("blocks", limits.maxBlocks(), Short.BYTES + Byte.BYTES);
        List<Layout.Block> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(new Layout.Block(string("block name"), shape()));
        }
        return new Layout(blocks);
    }

    private List<Integer> shape() throws MalformedMessageException {
        int rank = source.u8("rank");
        List<Integer> shape = new ArrayList<>(rank);
        for (int i = 0; i < rank; i++) {
            long length = source.u32("dimension");
            if (length > Layout.MAX_SIZE) {
                throw new MalformedMessageException("dimension: " + length + " is more than a layout holds");
            }
            shape.add((int) length);
        }
        return shape;
    }

    private String string(String field) throws MalformedMessageException {
        return source.string(field, limits.maxStringBytes());
    }
}
