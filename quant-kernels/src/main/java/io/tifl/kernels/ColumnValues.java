package io.tifl.kernels;

/** Values given once, per group or per output, spread over all outputs. */
final class ColumnValues {
    private ColumnValues() {}

    static int[] spread(String name, int[] values, int columns) {
        requireDivisor(name, values.length, columns);
        int[] all = new int[columns];
        for (int j = 0; j < columns; j++) {
            all[j] = values[(int) ((long) j * values.length / columns)];
        }
        return all;
    }

    static float[] spread(String name, float[] values, int columns) {
        requireDivisor(name, values.length, columns);
        float[] all = new float[columns];
        for (int j = 0; j < columns; j++) {
            all[j] = values[(int) ((long) j * values.length / columns)];
        }
        return all;
    }

    private static void requireDivisor(String name, int count, int columns) {
        if (count == 0 || columns % count != 0) {
            throw new IllegalArgumentException(
                    name + ": expected one, or as many as divide " + columns + " outputs, got " + count);
        }
    }

    static void requireByte(String name, int value) {
        if (value < 0 || value > 255) {
            throw new IllegalArgumentException(name + ": expected 0 to 255, got " + value);
        }
    }

    static void requireSignedBytes(String name, int[] values) {
        for (int value : values) {
            if (value != (byte) value) {
                throw new IllegalArgumentException(name + ": expected -128 to 127, got " + value);
            }
        }
    }

    static void requireFinite(String name, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException(name + ": expected finite numbers, got " + value);
            }
        }
    }
}
