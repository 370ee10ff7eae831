package io.tifl.aggregation.robust;

import io.tifl.protocol.Layout;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The updates of one round, as they came as long as they fit the memory allowed, the rest in a file. Confined to one thread.
 *
 * <p>When all are there, those that are encoded are decoded in memory if there is room, else to the file, one at a time.
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

        record Spilled(int row) implements Held {}
    }

    UpdateStore(Layout layout, long memoryBytes, Spill spill) {
        this.layout = layout;
        this.rowBytes = (long) Float.BYTES * layout.size();
        this.memoryBytes = memoryBytes;
        this.spill = spill;
    }

    int size() {
        return held.size();
    }

    /** Bytes of updates in memory. */
    long taken() {
        return taken;
    }

    /** Keeps an update. */
    void add(MemorySegment values) {
        held.add(keep(values));
    }

    /** Keeps an update that is encoded so; {@code values} are what it decodes to. */
    void add(UpdateCodec codec, EncodedUpdate update, MemorySegment values) {
        // What is no shorter encoded is kept as it will be needed.
        boolean shorter = update.bytes() < rowBytes;
        if (!shorter || taken + update.bytes() > memoryBytes) {
            add(values);
            return;
        }
        MemorySegment own = MemorySegment.ofArray(new byte[Math.toIntExact(update.bytes())]);
        own.copyFrom(update.payload());
        held.add(new Held.Encoded(codec, new EncodedUpdate(update.codec(), update.layoutFingerprint(), own)));
        taken += own.byteSize();
    }

    private Held keep(MemorySegment values) {
        if (taken + rowBytes <= memoryBytes) {
            taken += rowBytes;
            return new Held.Decoded(values);
        }
        spill.append(values);
        return new Held.Spilled(spill.rows() - 1);
    }

    /** Keeps all that another one holds, which goes on holding it. */
    void addAll(UpdateStore other) {
        try (Arena arena = Arena.ofShared()) {
            List<MemorySegment> spilled = other.spill.map(arena);
            for (Held each : other.held) {
                switch (each) {
                    case Held.Decoded decoded -> add(decoded.values());
                    case Held.Encoded encoded -> add(encoded.codec(), encoded.update(), decoded(encoded));
                    case Held.Spilled row -> add(copyOf(spilled.get(row.row())));
                }
            }
        }
    }

    private MemorySegment copyOf(MemorySegment values) {
        return VectorMemory.floats(layout.size()).copyFrom(values);
    }

    /** All updates in the order in which they were added, for as long as the arena is open. */
    List<MemorySegment> rows(Arena arena) {
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i) instanceof Held.Encoded encoded) {
                held.set(i, keep(decoded(encoded)));
                taken -= encoded.update().bytes();
            }
        }
        List<MemorySegment> spilled = spill.map(arena);
        List<MemorySegment> rows = new ArrayList<>();
        for (Held each : held) {
            rows.add(
                    switch (each) {
                        case Held.Decoded decoded -> decoded.values();
                        case Held.Spilled row -> spilled.get(row.row());
                        case Held.Encoded encoded -> decoded(encoded);
                    });
        }
        return rows;
    }

    private MemorySegment decoded(Held.Encoded encoded) {
        try {
            return encoded.codec().decode(encoded.update(), layout).values();
        } catch (MalformedUpdateException e) {
            throw new IllegalStateException(
                    "an update can be decoded only once by " + encoded.codec().name(), e);
        }
    }

    @Override
    public void close() {
        held.clear();
        taken = 0;
        spill.close();
    }
}
