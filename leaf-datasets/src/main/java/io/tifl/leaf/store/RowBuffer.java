package io.tifl.leaf.store;

import io.tifl.leaf.set.Form;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The bytes of one row. */
final class RowBuffer {
    private final byte[] features;
    private final byte[] labels;

    RowBuffer(Form form) {
        this.features = new byte[form.features().bytes()];
        this.labels = new byte[form.labels().bytes()];
    }

    byte[] features() {
        return features;
    }

    byte[] labels() {
        return labels;
    }

    void load(MemorySegment allFeatures, MemorySegment allLabels, int row) {
        copy(allFeatures, row, features);
        copy(allLabels, row, labels);
    }

    private static void copy(MemorySegment from, int row, byte[] into) {
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, (long) row * into.length, into, 0, into.length);
    }
}
