package io.tifl.aggregation.robust;

import io.tifl.protocol.Layout;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.RangeCodec;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The updates of one round, as they came as long as they fit the memory allowed, the rest in a file. Confined to one thread.
 *
 * <p>In the file too they are as they came if their codec can read parts of them, which are then decoded as they are asked for;
 * otherwise they are decoded. When all are there, those in memory that are encoded are decoded in memory if there is room; else
 * they are read in parts, or decoded to the file, one at a time.
 */
final class UpdateStore implements AutoCloseable {
    private final Layout layout;
    private final long rowBytes;
    private final long memoryBytes;
    private final Spill spill;
    private final List<Held> held = new ArrayList<>();
    private long taken;

    private sealed interface Held {
        record Encoded(UpdateCodec codec, EncodedUpdate update) implements Held {}

        record Decoded(MemorySegment values) implements Held {}

        /** In the file from a byte on, as it came. */
        record Aside(RangeCodec codec, long fingerprint, long at, long bytes) implements Held {
            Encoded within(MemorySegment file) {
                return new Encoded(codec, new EncodedUpdate(codec.name(), fingerprint, file.asSlice(at, bytes)));
            }
        }

        /** In the file from a byte on, decoded. */
        record DecodedAside(long at) implements Held {}
    }

    UpdateStore(Layout layout, long memoryBytes, Spill spill) {
        this.layout = layout;
        this.rowBytes = (long) Float.BYTES * layout.size();
        this.memoryBytes = memoryBytes;
        this.spill = spill;
    }

    /** Keeps an update. */
    void add(MemorySegment values) {
        held.add(keep(values));
    }

    /** Keeps an update that is encoded so, and that its codec does decode. */
    void add(UpdateCodec codec, EncodedUpdate update) {
        held.add(keep(codec, update, () -> decoded(codec, update)));
    }

    /** Keeps an update that is encoded so; {@code values} are what it decodes to. */
    void add(UpdateCodec codec, EncodedUpdate update, MemorySegment values) {
        held.add(keep(codec, update, () -> values));
    }

    private Held keep(UpdateCodec codec, EncodedUpdate update, Supplier<MemorySegment> values) {
        long bytes = update.bytes();
        // What is no shorter encoded is kept as it will be needed.
        if (bytes >= rowBytes) {
            return keep(values.get());
        }
        if (hasRoomFor(bytes)) {
            MemorySegment own = MemorySegment.ofArray(new byte[Math.toIntExact(bytes)]);
            own.copyFrom(update.payload());
            taken += bytes;
            return new Held.Encoded(codec, new EncodedUpdate(update.codec(), update.layoutFingerprint(), own));
        }
        return codec instanceof RangeCodec ranged
                ? new Held.Aside(ranged, update.layoutFingerprint(), spill.append(update.payload()), bytes)
                : keep(values.get());
    }

    private Held keep(MemorySegment values) {
        if (hasRoomFor(rowBytes)) {
            taken += rowBytes;
            return new Held.Decoded(values);
        }
        return new Held.DecodedAside(spill.append(values));
    }

    private boolean hasRoomFor(long bytes) {
        return taken + bytes <= memoryBytes;
    }

    /**
     * Keeps all that another one holds, which goes on holding it.
     *
     * @throws java.io.UncheckedIOException if the file cannot take it; this one then holds what it held before
     */
    void addAll(UpdateStore other) {
        int sizeBefore = held.size();
        long takenBefore = taken;
        boolean done = false;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment file = other.spill.map(arena);
            for (Held each : other.held) {
                switch (each) {
                    case Held.Decoded decoded -> add(decoded.values());
                    case Held.Encoded encoded -> add(encoded.codec(), encoded.update());
                    case Held.Aside aside -> {
                        Held.Encoded encoded = aside.within(file);
                        add(encoded.codec(), encoded.update());
                    }
                    case Held.DecodedAside aside -> add(copyOf(file.asSlice(aside.at(), rowBytes)));
                }
            }
            done = true;
        } finally {
            if (!done) {
                held.subList(sizeBefore, held.size()).clear();
                taken = takenBefore;
            }
        }
    }

    private MemorySegment copyOf(MemorySegment values) {
        return VectorMemory.floats(layout.size()).copyFrom(values);
    }

    /** All updates in the order in which they were added, for as long as the arena is open. */
    Rows rows(Arena arena) {
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i) instanceof Held.Encoded encoded && isToBeDecoded(encoded)) {
                held.set(i, keep(decoded(encoded.codec(), encoded.update())));
                taken -= encoded.update().bytes();
            }
        }
        MemorySegment file = spill.map(arena);
        Map<RangeCodec, RangeCodec.Ranges> ranges = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (Held each : held) {
            rows.add(
                    switch (each) {
                        case Held.Decoded decoded -> Row.of(decoded.values());
                        case Held.Encoded encoded -> row(encoded, ranges);
                        case Held.Aside aside -> row(aside.within(file), ranges);
                        case Held.DecodedAside aside -> Row.of(file.asSlice(aside.at(), rowBytes));
                    });
        }
        return new EachRow(rows, layout.size());
    }

    private boolean isToBeDecoded(Held.Encoded encoded) {
        return hasRoomFor(rowBytes) || !(encoded.codec() instanceof RangeCodec);
    }

    private Row row(Held.Encoded encoded, Map<RangeCodec, RangeCodec.Ranges> known) {
        if (!(encoded.codec() instanceof RangeCodec codec)) {
            return Row.of(decoded(encoded.codec(), encoded.update()));
        }
        RangeCodec.Ranges ranges = known.computeIfAbsent(codec, _ -> codec.ranges(layout));
        return (from, into, at, count) -> {
            try {
                MemorySegment some =
                        MemorySegment.ofArray(into).asSlice((long) Float.BYTES * at, (long) Float.BYTES * count);
                ranges.decode(encoded.update(), from, some);
            } catch (MalformedUpdateException e) {
                throw decodedOnlyOnce(codec, e);
            }
        };
    }

    private MemorySegment decoded(UpdateCodec codec, EncodedUpdate update) {
        try {
            return codec.decode(update, layout).values();
        } catch (MalformedUpdateException e) {
            throw decodedOnlyOnce(codec, e);
        }
    }

    private static IllegalStateException decodedOnlyOnce(UpdateCodec codec, MalformedUpdateException e) {
        return new IllegalStateException("an update can be decoded only once by " + codec.name(), e);
    }

    @Override
    public void close() {
        held.clear();
        taken = 0;
        spill.close();
    }
}
