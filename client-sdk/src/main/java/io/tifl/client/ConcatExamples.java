package io.tifl.client;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Several examples one after the other. */
final class ConcatExamples implements Examples {
    private final List<Examples> parts;

    /** The row each part starts at, and the total last. */
    private final int[] starts;

    private ConcatExamples(List<Examples> parts, int[] starts) {
        this.parts = parts;
        this.starts = starts;
    }

    static Examples of(List<? extends Examples> parts) {
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing to put together: no examples were given");
        }
        Examples first = parts.getFirst();
        int[] starts = new int[parts.size() + 1];
        for (int i = 0; i < parts.size(); i++) {
            checkAlike(first, parts.get(i), i);
            starts[i + 1] = Math.addExact(starts[i], parts.get(i).size());
        }
        return new ConcatExamples(List.copyOf(parts), starts);
    }

    private static void checkAlike(Examples first, Examples part, int index) {
        if (!part.featureShape().equals(first.featureShape()) || part.classes() != first.classes()) {
            throw new IllegalArgumentException("part 0 has features " + first.featureShape() + " and " + first.classes()
                    + " classes, part " + index + " has " + part.featureShape() + " and " + part.classes());
        }
    }

    // Empty parts share their start with the next part: the last of them is the one that holds the row.
    private int partOf(int row) {
        Objects.checkIndex(row, size());
        int found = Arrays.binarySearch(starts, row);
        if (found < 0) {
            return -found - 2;
        }
        while (starts[found + 1] == row) {
            found++;
        }
        return found;
    }

    @Override
    public int size() {
        return starts[starts.length - 1];
    }

    @Override
    public List<Integer> featureShape() {
        return parts.getFirst().featureShape();
    }

    @Override
    public int featureSize() {
        return parts.getFirst().featureSize();
    }

    @Override
    public int classes() {
        return parts.getFirst().classes();
    }

    @Override
    public void features(int row, float[] into, int offset) {
        int part = partOf(row);
        parts.get(part).features(row - starts[part], into, offset);
    }

    @Override
    public boolean hasPixels() {
        return parts.stream().allMatch(Examples::hasPixels);
    }

    @Override
    public void pixels(int row, byte[] into, int offset) {
        int part = partOf(row);
        parts.get(part).pixels(row - starts[part], into, offset);
    }

    @Override
    public int label(int row) {
        int part = partOf(row);
        return parts.get(part).label(row - starts[part]);
    }
}
