package io.tifl.kernels;

/** Plain loops: the reference that defines the results. */
final class ScalarFloatRowKernels implements FloatRowKernels {
    @Override
    public void multiplyTile(double[] panel, int one, int other, int stride, int columns, double[] sums, int at) {
        for (int i = 0; i < TILE; i++) {
            for (int j = 0; j < TILE; j++) {
                int a = one + i * stride;
                int b = other + j * stride;
                int sum = at + Kernels.PARTIAL_SUMS * (TILE * i + j);
                for (int column = 0; column < columns; column++) {
                    sums[sum + column % Kernels.PARTIAL_SUMS] += panel[a + column] * panel[b + column];
                }
            }
        }
    }

    @Override
    public void sortColumns(int[] keys, int rows, int width) {
        SortingNetwork.run(rows, (upper, lower) -> {
            int least = upper * width;
            int most = lower * width;
            for (int column = 0; column < width; column++) {
                int one = keys[least + column];
                int other = keys[most + column];
                keys[least + column] = Math.min(one, other);
                keys[most + column] = Math.max(one, other);
            }
        });
    }
}
