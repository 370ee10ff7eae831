package io.tifl.experiments.fleet;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of a unit of work.
 *
 * @param number of the unit
 * @param entries as the unit's
 * @param sum of the updates that are not in the entries' replies, {@link io.tifl.aggregation.Accumulator#write}; empty if all are
 */
record UnitResult(long number, List<Entry> entries, Optional<ByteBuffer> sum) {
    private static final ModelSpec OWED = ModelSpec.of("owed");

    /** Of one entry: two lengths, the bytes of the update and whether it is in the sum. */
    private static final int ENTRY_BYTES = 2 * Integer.BYTES + Long.BYTES + 1;

    /**
     * What came of one order.
     *
     * @param reply with an empty update if that is in the sum
     * @param updateBytes of the update as it was encoded
     * @param owed what the client owes if the update counts
     */
    record Entry(TaskReply reply, long updateBytes, boolean isSummed, Optional<Parameters> owed) {}

    UnitResult {
        entries = List.copyOf(entries);
    }

    /** The bytes, as arrays that follow each other: replies are large and need not be copied together. */
    List<byte[]> encode() {
        List<byte[]> segments = new ArrayList<>();
        ByteBuffer head = ByteBuffer.allocate(1 + Long.BYTES + 2 * Integer.BYTES + entries.size() * ENTRY_BYTES);
        head.put((byte) Announcement.FORMAT).putLong(number);
        head.putInt(entries.size()).putInt(sum.map(ByteBuffer::remaining).orElse(-1));
        segments.add(head.array());
        for (Entry entry : entries) {
            byte[] reply = Unit.WIRE.encode(new WireMessage.Reply(entry.reply()));
            byte[] owed = entry.owed().map(UnitResult::owed).orElse(new byte[0]);
            head.putInt(reply.length).putInt(owed.length).putLong(entry.updateBytes());
            head.put((byte) (entry.isSummed() ? 1 : 0));
            segments.add(reply);
            segments.add(owed);
        }
        sum.ifPresent(bytes -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            segments.add(copy);
        });
        return segments;
    }

    /** @throws IllegalArgumentException if it is none */
    static UnitResult parse(byte[] message) {
        ByteBuffer in = ByteBuffer.wrap(message);
        try {
            int format = in.get();
            if (format != Announcement.FORMAT) {
                throw new IllegalArgumentException("format " + format + " of results is unknown");
            }
            long number = in.getLong();
            int count = in.getInt();
            int sumBytes = in.getInt();
            ByteBuffer head = in.slice(in.position(), Math.multiplyExact(count, ENTRY_BYTES));
            in.position(in.position() + head.remaining());
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int replyBytes = head.getInt();
                int owedBytes = head.getInt();
                long updateBytes = head.getLong();
                boolean isSummed = head.get() != 0;
                TaskReply reply = reply(next(in, replyBytes));
                Optional<Parameters> owed = owedBytes == 0 ? Optional.empty() : Optional.of(owed(next(in, owedBytes)));
                entries.add(new Entry(reply, updateBytes, isSummed, owed));
            }
            Optional<ByteBuffer> sum = sumBytes < 0 ? Optional.empty() : Optional.of(next(in, sumBytes));
            return new UnitResult(number, entries, sum);
        } catch (RuntimeException | MalformedMessageException e) {
            throw new IllegalArgumentException("no result of a unit of work: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer next(ByteBuffer in, int bytes) {
        ByteBuffer some = in.slice(in.position(), bytes);
        in.position(in.position() + bytes);
        return some;
    }

    private static TaskReply reply(ByteBuffer bytes) throws MalformedMessageException {
        if (Unit.WIRE.decode(bytes) instanceof WireMessage.Reply(TaskReply reply)) {
            return reply;
        }
        throw new IllegalArgumentException("a result holds something else than replies");
    }

    /** What a client owes, as bytes: a model of the wire format, which knows how layouts and values are written. */
    static byte[] owed(Parameters owed) {
        return Unit.WIRE.encode(new WireMessage.Model(new GlobalModel(OWED, 0, owed)));
    }

    static Parameters owed(ByteBuffer bytes) throws MalformedMessageException {
        if (Unit.WIRE.decode(bytes) instanceof WireMessage.Model(GlobalModel model)) {
            return model.parameters();
        }
        throw new IllegalArgumentException("what is owed is no model");
    }
}
