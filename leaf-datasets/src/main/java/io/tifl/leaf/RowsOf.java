package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.List;
import java.util.Objects;

/** Some rows of other examples, in an order of their own; nothing is copied. */
final class RowsOf implements Examples {
    private final Examples all;
    private final int[] rows;

    /** Takes over {@code rows}. */
    RowsOf(Examples all, int[] rows) {
        for (int row : rows) {
            Objects.checkIndex(row, all.size());
        }
        this.all = all;
        this.rows = rows;
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public List<Integer> featureShape() {
        return all.featureShape();
    }

    @Override
    public int classes() {
        return all.classes();
    }

    @Override
    public void features(int row, float[] into, int offset) {
        all.features(rows[row], into, offset);
    }

    @Override
    public int label(int row) {
        return all.label(rows[row]);
    }
}
