package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Compares what is quantised and read back with what plain loops give before anything depends on it: ragged columns, and
 * rows of all signs and magnitudes, of equal values, of zeros of both signs, and such as are not finite. Takes less than a
 * millisecond, once per number of bits.
 */
final class RowQuantizerSelfTest {
    private static final int[] COLUMNS = {3, 8, 32 + 2 * 8 + 5};

    /** What the values of a row lie between. */
    private static final float[][] ROWS = {
        {-1, 1},
        {3, 3},
        {1, 5},
        {-7, -0.5f},
        {-0f, 0},
        {-Float.MIN_NORMAL, Float.MIN_NORMAL},
        {60_000, 60_001},
        {-1e30f, 1e38f},
        {-Float.MAX_VALUE, Float.MAX_VALUE},
        {0, Float.POSITIVE_INFINITY},
        {Float.NaN, 1}
    };

    private RowQuantizerSelfTest() {}

    static boolean passes(int bits, RowQuantizer tested, RowQuantizer reference) {
        for (int columns : COLUMNS) {
            for (float unit : new float[] {1, 0.25f}) {
                if (!passes(new FusedRows(bits, columns, unit), tested, reference)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean passes(FusedRows format, RowQuantizer tested, RowQuantizer reference) {
        float[] values = values(format.columns());
        byte[] rows = quantized(format, reference, values);
        return Arrays.equals(quantized(format, tested, values), rows)
                && Arrays.equals(readBack(format, tested, rows), readBack(format, reference, rows));
    }

    private static byte[] quantized(FusedRows format, RowQuantizer by, float[] values) {
        byte[] rows = new byte[ROWS.length * format.rowBytes()];
        Arrays.fill(rows, (byte) 0x55);
        by.quantize(format, ROWS.length, MemorySegment.ofArray(values), MemorySegment.ofArray(rows));
        return rows;
    }

    private static float[] readBack(FusedRows format, RowQuantizer by, byte[] rows) {
        float[] values = new float[ROWS.length * format.columns()];
        by.dequantize(format, ROWS.length, MemorySegment.ofArray(rows), MemorySegment.ofArray(values));
        return values;
    }

    /** Both ends of a row's range stand among the values between, at other places in each row. */
    private static float[] values(int columns) {
        float[] values = new float[ROWS.length * columns];
        for (int i = 0; i < values.length; i++) {
            float[] ends = ROWS[i / columns];
            float share = i * 37 % 101 / 100f;
            values[i] = i * 7 % columns == 0
                    ? ends[0]
                    : i * 7 % columns == 1 ? ends[1] : ends[0] + share * (ends[1] - ends[0]);
        }
        return values;
    }
}
