package io.tifl.leaf.json;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.store.Part;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Rows of a stored part, one at a time. Confined to one thread. */
final class StoredRows {
    private final Part part;
    private final byte[] features;
    private final byte[] labels;

    StoredRows(Part part, Form form) {
        this.part = part;
        this.features = new byte[form.features().bytes()];
        this.labels = new byte[form.labels().bytes()];
    }

    /** The features of a row, until the next call. */
    ByteBuffer features(int row) {
        return ByteBuffer.wrap(load(part.features(), row, features)).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The features of a row as characters of Latin-1. */
    String text(int row) {
        return new String(load(part.features(), row, features), StandardCharsets.ISO_8859_1);
    }

    /** The labels of a row, until the next call. */
    ByteBuffer labels(int row) {
        return ByteBuffer.wrap(load(part.labels(), row, labels)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] load(MemorySegment from, int row, byte[] into) {
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, (long) row * into.length, into, 0, into.length);
        return into;
    }

    String note(int row) {
        return new String(part.note(row), StandardCharsets.UTF_8);
    }
}
