package io.tifl.aggregation.robust;

import java.util.List;

/** Means of some rows each, rounded once. */
record BucketRows(Rows rows, List<int[]> buckets) implements Rows {
    @Override
    public int count() {
        return buckets.size();
    }

    @Override
    public int columns() {
        return rows.columns();
    }

    @Override
    public void read(int row, int from, float[] into, int at, int count) {
        int[] bucket = buckets.get(row);
        double[] sum = new double[count];
        for (int each : bucket) {
            rows.read(each, from, into, at, count);
            for (int i = 0; i < count; i++) {
                sum[i] += into[at + i];
            }
        }
        for (int i = 0; i < count; i++) {
            into[at + i] = (float) (sum[i] / bucket.length);
        }
    }
}
