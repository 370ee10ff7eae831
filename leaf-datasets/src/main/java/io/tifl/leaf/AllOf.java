package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Examples one after the other; nothing is copied. */
final class AllOf implements Examples {
    private final Pool pool;
    private final List<Examples> parts;
    private final int[] starts;
    private final int size;

    private AllOf(Pool pool, List<Examples> parts) {
        this.pool = pool;
        this.parts = parts;
        this.starts = new int[parts.size()];
        int start = 0;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = start;
            start = Math.addExact(start, parts.get(i).size());
        }
        this.size = start;
    }

    static Examples of(Pool pool, List<Examples> parts) {
        return new AllOf(pool, parts.stream().filter(part -> part.size() > 0).toList());
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public List<Integer> featureShape() {
        return pool.featureShape();
    }

    @Override
    public int classes() {
        return pool.classes();
    }

    @Override
    public void features(int row, float[] into, int offset) {
        int part = partOf(row);
        parts.get(part).features(row - starts[part], into, offset);
    }

    @Override
    public int label(int row) {
        int part = partOf(row);
        return parts.get(part).label(row - starts[part]);
    }

    private int partOf(int row) {
        int found = Arrays.binarySearch(starts, Objects.checkIndex(row, size));
        return found >= 0 ? found : -found - 2;
    }
}
