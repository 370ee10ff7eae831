package io.tifl.experiments.fleet;

import io.tifl.aggregation.UpdateLimits;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A unit of work: orders to some clients of one round, done one after the other. It holds all that the work depends on, or says
 * where it lies, so any worker can do it, at any time and more than once.
 *
 * @param number among all units of a replay
 * @param model where the orders' model lies
 * @param summing limits of the sum that updates may be added to; empty if each has to come as it is
 */
record Unit(String session, long number, Place model, Optional<UpdateLimits> summing, List<Entry> entries) {
    static final WireFormat WIRE = new WireFormat(WireLimits.defaults().withMaxMessageBytes(Integer.MAX_VALUE - 8));

    /**
     * One order.
     *
     * @param owed where it lies what the client owes of earlier updates; empty if nothing, or if its codec leaves nothing out
     */
    record Entry(WireOrder order, Optional<Place> owed) {}

    Unit {
        entries = List.copyOf(entries);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(Announcement.FORMAT);
            out.writeUTF(session);
            out.writeLong(number);
            model.write(out);
            out.writeBoolean(summing.isPresent());
            if (summing.isPresent()) {
                out.writeDouble(summing.get().maxMagnitude());
                out.writeLong(summing.get().maxWeight());
                out.writeInt(summing.get().maxUpdates());
            }
            out.writeInt(entries.size());
            for (Entry entry : entries) {
                byte[] order = WIRE.encode(new WireMessage.Order(entry.order()));
                out.writeInt(order.length);
                out.write(order);
                out.writeBoolean(entry.owed().isPresent());
                if (entry.owed().isPresent()) {
                    entry.owed().get().write(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if it is none */
    static Unit parse(byte[] record) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(record))) {
            int format = in.readUnsignedByte();
            if (format != Announcement.FORMAT) {
                throw new IllegalArgumentException("format " + format + " of units is unknown");
            }
            String session = in.readUTF();
            long number = in.readLong();
            Place model = Place.read(in);
            Optional<UpdateLimits> summing = in.readBoolean()
                    ? Optional.of(new UpdateLimits(in.readDouble(), in.readLong(), in.readInt()))
                    : Optional.empty();
            int count = in.readInt();
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                entries.add(new Entry(order(in), in.readBoolean() ? Optional.of(Place.read(in)) : Optional.empty()));
            }
            return new Unit(session, number, model, summing, entries);
        } catch (IOException e) {
            throw new IllegalArgumentException("no unit of work: " + e.getMessage(), e);
        }
    }

    private static WireOrder order(DataInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Math.max(0, in.readInt()));
        try {
            if (WIRE.decode(bytes) instanceof WireMessage.Order(WireOrder order)) {
                return order;
            }
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException("no order: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("a unit holds something else than orders");
    }
}
