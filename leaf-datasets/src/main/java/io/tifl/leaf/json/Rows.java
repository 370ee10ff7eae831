package io.tifl.leaf.json;

import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.SetSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The examples of one user while they are read: LEAF has all features first, then all labels. */
final class Rows {
    private final LeafCodec codec;
    private final byte[] feature;
    private final byte[] label;
    private final List<String> notesOfX = new ArrayList<>();
    private final List<String> notesOfY = new ArrayList<>();
    private byte[] features = {};
    private byte[] labels = {};
    private int xRows;
    private int yRows;
    private int xElements;
    private int yElements;

    Rows(LeafCodec codec) {
        Form form = codec.form();
        this.codec = codec;
        this.feature = new byte[form.features().bytes()];
        this.label = new byte[form.labels().bytes()];
    }

    void clear() {
        notesOfX.clear();
        notesOfY.clear();
        xRows = 0;
        yRows = 0;
        xElements = 0;
        yElements = 0;
    }

    /** Where a codec puts the features of the next row. */
    byte[] feature() {
        return feature;
    }

    /** Where a codec puts the labels of the next row. */
    byte[] label() {
        return label;
    }

    /** The features are complete. */
    void addX(String note) throws IOException {
        features = roomFor(features, xRows, feature.length);
        System.arraycopy(feature, 0, features, xRows * feature.length, feature.length);
        xRows++;
        if (codec.form().notes()) {
            notesOfX.add(note);
        }
    }

    /** The labels are complete. */
    void addY(String note) throws IOException {
        labels = roomFor(labels, yRows, label.length);
        System.arraycopy(label, 0, labels, yRows * label.length, label.length);
        yRows++;
        if (codec.form().notes()) {
            notesOfY.add(note);
        }
    }

    private static byte[] roomFor(byte[] rows, int count, int bytes) throws IOException {
        long needed = (count + 1L) * bytes;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IOException("more than 2 GiB of examples of one user");
        }
        return needed <= rows.length ? rows : Arrays.copyOf(rows, (int) Math.min(Integer.MAX_VALUE - 8, 2 * needed));
    }

    void countX() {
        xElements++;
    }

    void countY() {
        yElements++;
    }

    /** What LEAF counts as samples: elements of x. */
    int elements() {
        return xElements;
    }

    int elementsOfY() {
        return yElements;
    }

    int rows() {
        return xRows;
    }

    int rowsOfY() {
        return yRows;
    }

    void push(SetSink sink) throws IOException {
        for (int row = 0; row < xRows; row++) {
            System.arraycopy(features, row * feature.length, feature, 0, feature.length);
            System.arraycopy(labels, row * label.length, label, 0, label.length);
            sink.example(feature, label, note(row));
        }
    }

    private byte[] note(int row) {
        if (!codec.form().notes()) {
            return SetSink.NO_NOTE;
        }
        return codec.note(notesOfX.get(row), notesOfY.get(row)).getBytes(StandardCharsets.UTF_8);
    }
}
