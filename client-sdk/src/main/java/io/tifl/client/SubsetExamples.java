package io.tifl.client;

import java.util.List;

/** Some rows of other examples. A subset of a subset reads the original at once. */
final class SubsetExamples implements Examples {
    private final Examples all;
    private final int featureSize;
    private final int[] rows;

    private SubsetExamples(Examples all, int[] rows) {
        this.all = all;
        this.featureSize = all.featureSize();
        this.rows = rows;
    }

    static Examples of(Examples all, int[] rows) {
        int[] own = rows.clone();
        for (int row : own) {
            if (row < 0 || row >= all.size()) {
                throw new IllegalArgumentException(
                        "row " + row + " is not among the " + all.size() + " examples, expected 0 or more and less");
            }
        }
        if (!(all instanceof SubsetExamples outer)) {
            return new SubsetExamples(all, own);
        }
        for (int i = 0; i < own.length; i++) {
            own[i] = outer.rows[own[i]];
        }
        return new SubsetExamples(outer.all, own);
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
    public int featureSize() {
        return featureSize;
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
    public boolean hasPixels() {
        return all.hasPixels();
    }

    @Override
    public void pixels(int row, byte[] into, int offset) {
        all.pixels(rows[row], into, offset);
    }

    @Override
    public int label(int row) {
        return all.label(rows[row]);
    }
}
