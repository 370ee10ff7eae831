package io.tifl.kernels.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

/** Plain loops: the reference that defines the results. */
public final class ScalarGemm implements GemmBackend {
    @Override
    public Multiplication bind(Panels panels, Stage stage) {
        byte[] weights = panels.unpack();
        return (input, output, stride, slice) -> {
            int[] row = new int[panels.depth()];
            for (int i = slice.firstRow(); i < slice.firstRow() + slice.rows(); i++) {
                read(input, i, row);
                int end = Math.min(panels.columns(), PanelBytes.COLUMNS * (slice.firstPanel() + slice.panels()));
                for (int j = PanelBytes.COLUMNS * slice.firstPanel(); j < end; j++) {
                    int sum = panels.saturating()
                            ? saturatingSum(row, weights, panels.columns(), j)
                            : sum(row, weights, panels.columns(), j);
                    ScalarStage.store(stage, sum, sum(row), j, output, i * stride);
                }
            }
        };
    }

    private static void read(Input input, int i, int[] row) {
        for (int k = 0; k < row.length; k++) {
            row[k] = value(input, i, k);
        }
    }

    /** Input {@code k} of row {@code i}, 0 to 255. */
    static int value(Input input, int i, int k) {
        long start = i * input.stride();
        return switch (input) {
            case Input.UnsignedBytes bytes -> Byte.toUnsignedInt(bytes.values().get(JAVA_BYTE, start + k));
            case Input.Floats floats ->
                quantize(
                        floats.values().get(JAVA_FLOAT_UNALIGNED, start + (long) Float.BYTES * k)
                                * floats.inverseScale(),
                        floats.zeroPoint());
        };
    }

    static int quantize(float scaled, int zeroPoint) {
        // Beyond these limits every zero point leads to the same byte.
        double rounded = Math.rint(Math.clamp((double) scaled, -0x1p20, 0x1p20));
        return Float.isNaN(scaled) ? 0 : Math.clamp((long) rounded + zeroPoint, 0, 255);
    }

    private static int sum(int[] row, byte[] weights, int columns, int j) {
        int sum = 0;
        for (int k = 0; k < row.length; k++) {
            sum += row[k] * weights[k * columns + j];
        }
        return sum;
    }

    private static int saturatingSum(int[] row, byte[] weights, int columns, int j) {
        int sum = 0;
        for (int k = 0; k < row.length; k += 2) {
            int pair = row[k] * weights[k * columns + j];
            if (k + 1 < row.length) {
                pair += row[k + 1] * weights[(k + 1) * columns + j];
            }
            sum += Math.clamp(pair, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return sum;
    }

    private static int sum(int[] row) {
        int sum = 0;
        for (int value : row) {
            sum += value;
        }
        return sum;
    }
}
