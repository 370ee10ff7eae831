package io.tifl.client.compiled;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with a matrix that lies in panels of two vectors' columns, read front to back: no strides for the caches to stumble
 * over. A tile of 6 rows keeps 12 sums in registers, which hides the latency of a multiplication and fits 16 registers; rows
 * are dealt to tiles of nearly the same height, because a low tile takes as long as one of 4 rows.
 */
final class VectorPanels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int MAX_ROWS = 6;

    private VectorPanels() {}

    private static FloatVector load(float[] memory, int address) {
        return FloatVector.fromArray(SPECIES, memory, address);
    }

    private static void store(FloatVector values, float[] memory, int address) {
        values.intoArray(memory, address);
    }

    private static FloatVector spread(float[] memory, int address) {
        return FloatVector.broadcast(SPECIES, memory[address]);
    }

    /** See {@link Kernels#panel}. */
    static void panel(float[] memory, int a, int aRow, int rows, int length, int b, int start, int out, int outRow) {
        for (int row = 0; row < rows; ) {
            int left = rows - row;
            int height = Math.ceilDiv(left, Math.ceilDiv(left, MAX_ROWS));
            int from = a + row * aRow;
            int to = out + row * outRow;
            switch (height) {
                case 6 -> tile6(memory, from, aRow, left - 1, length, b, start, to, outRow);
                case 5 -> tile5(memory, from, aRow, left - 1, length, b, start, to, outRow);
                case 4, 3 -> tile4(memory, from, aRow, Math.min(left, height) - 1, length, b, start, to, outRow);
                default -> tile2(memory, from, aRow, left - 1, length, b, start, to, outRow);
            }
            row += height;
        }
    }

    // 6 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile6(
            float[] memory, int a, int aRow, int last, int length, int b, int start, int out, int outRow) {
        int a0 = a;
        int a1 = a + Math.min(1, last) * aRow;
        int a2 = a + Math.min(2, last) * aRow;
        int a3 = a + Math.min(3, last) * aRow;
        int a4 = a + Math.min(4, last) * aRow;
        int a5 = a + Math.min(5, last) * aRow;
        int o0 = out;
        int o1 = out + Math.min(1, last) * outRow;
        int o2 = out + Math.min(2, last) * outRow;
        int o3 = out + Math.min(3, last) * outRow;
        int o4 = out + Math.min(4, last) * outRow;
        int o5 = out + Math.min(5, last) * outRow;
        int s0 = start == Kernels.ONTO ? o0 : start;
        int s1 = start == Kernels.ONTO ? o1 : start;
        int s2 = start == Kernels.ONTO ? o2 : start;
        int s3 = start == Kernels.ONTO ? o3 : start;
        int s4 = start == Kernels.ONTO ? o4 : start;
        int s5 = start == Kernels.ONTO ? o5 : start;
        FloatVector c0a = load(memory, s0), c0b = load(memory, s0 + LANES);
        FloatVector c1a = load(memory, s1), c1b = load(memory, s1 + LANES);
        FloatVector c2a = load(memory, s2), c2b = load(memory, s2 + LANES);
        FloatVector c3a = load(memory, s3), c3b = load(memory, s3 + LANES);
        FloatVector c4a = load(memory, s4), c4b = load(memory, s4 + LANES);
        FloatVector c5a = load(memory, s5), c5b = load(memory, s5 + LANES);
        for (int k = 0, y = b; k < length; k++) {
            FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
            y += 2 * LANES;
            FloatVector v;
            v = spread(memory, a0 + k);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = spread(memory, a1 + k);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = spread(memory, a2 + k);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = spread(memory, a3 + k);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = spread(memory, a4 + k);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
            v = spread(memory, a5 + k);
            c5a = v.fma(ba, c5a);
            c5b = v.fma(bb, c5b);
        }
        store(c0a, memory, o0);
        store(c0b, memory, o0 + LANES);
        store(c1a, memory, o1);
        store(c1b, memory, o1 + LANES);
        store(c2a, memory, o2);
        store(c2b, memory, o2 + LANES);
        store(c3a, memory, o3);
        store(c3b, memory, o3 + LANES);
        store(c4a, memory, o4);
        store(c4b, memory, o4 + LANES);
        store(c5a, memory, o5);
        store(c5b, memory, o5 + LANES);
    }

    // 5 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile5(
            float[] memory, int a, int aRow, int last, int length, int b, int start, int out, int outRow) {
        int a0 = a;
        int a1 = a + Math.min(1, last) * aRow;
        int a2 = a + Math.min(2, last) * aRow;
        int a3 = a + Math.min(3, last) * aRow;
        int a4 = a + Math.min(4, last) * aRow;
        int o0 = out;
        int o1 = out + Math.min(1, last) * outRow;
        int o2 = out + Math.min(2, last) * outRow;
        int o3 = out + Math.min(3, last) * outRow;
        int o4 = out + Math.min(4, last) * outRow;
        int s0 = start == Kernels.ONTO ? o0 : start;
        int s1 = start == Kernels.ONTO ? o1 : start;
        int s2 = start == Kernels.ONTO ? o2 : start;
        int s3 = start == Kernels.ONTO ? o3 : start;
        int s4 = start == Kernels.ONTO ? o4 : start;
        FloatVector c0a = load(memory, s0), c0b = load(memory, s0 + LANES);
        FloatVector c1a = load(memory, s1), c1b = load(memory, s1 + LANES);
        FloatVector c2a = load(memory, s2), c2b = load(memory, s2 + LANES);
        FloatVector c3a = load(memory, s3), c3b = load(memory, s3 + LANES);
        FloatVector c4a = load(memory, s4), c4b = load(memory, s4 + LANES);
        for (int k = 0, y = b; k < length; k++) {
            FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
            y += 2 * LANES;
            FloatVector v;
            v = spread(memory, a0 + k);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = spread(memory, a1 + k);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = spread(memory, a2 + k);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = spread(memory, a3 + k);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
            v = spread(memory, a4 + k);
            c4a = v.fma(ba, c4a);
            c4b = v.fma(bb, c4b);
        }
        store(c0a, memory, o0);
        store(c0b, memory, o0 + LANES);
        store(c1a, memory, o1);
        store(c1b, memory, o1 + LANES);
        store(c2a, memory, o2);
        store(c2b, memory, o2 + LANES);
        store(c3a, memory, o3);
        store(c3b, memory, o3 + LANES);
        store(c4a, memory, o4);
        store(c4b, memory, o4 + LANES);
    }

    // 4 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile4(
            float[] memory, int a, int aRow, int last, int length, int b, int start, int out, int outRow) {
        int a0 = a;
        int a1 = a + Math.min(1, last) * aRow;
        int a2 = a + Math.min(2, last) * aRow;
        int a3 = a + Math.min(3, last) * aRow;
        int o0 = out;
        int o1 = out + Math.min(1, last) * outRow;
        int o2 = out + Math.min(2, last) * outRow;
        int o3 = out + Math.min(3, last) * outRow;
        int s0 = start == Kernels.ONTO ? o0 : start;
        int s1 = start == Kernels.ONTO ? o1 : start;
        int s2 = start == Kernels.ONTO ? o2 : start;
        int s3 = start == Kernels.ONTO ? o3 : start;
        FloatVector c0a = load(memory, s0), c0b = load(memory, s0 + LANES);
        FloatVector c1a = load(memory, s1), c1b = load(memory, s1 + LANES);
        FloatVector c2a = load(memory, s2), c2b = load(memory, s2 + LANES);
        FloatVector c3a = load(memory, s3), c3b = load(memory, s3 + LANES);
        for (int k = 0, y = b; k < length; k++) {
            FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
            y += 2 * LANES;
            FloatVector v;
            v = spread(memory, a0 + k);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = spread(memory, a1 + k);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
            v = spread(memory, a2 + k);
            c2a = v.fma(ba, c2a);
            c2b = v.fma(bb, c2b);
            v = spread(memory, a3 + k);
            c3a = v.fma(ba, c3a);
            c3b = v.fma(bb, c3b);
        }
        store(c0a, memory, o0);
        store(c0b, memory, o0 + LANES);
        store(c1a, memory, o1);
        store(c1b, memory, o1 + LANES);
        store(c2a, memory, o2);
        store(c2b, memory, o2 + LANES);
        store(c3a, memory, o3);
        store(c3b, memory, o3 + LANES);
    }

    // 2 rows by 2 vectors. Rows past the last are the last again: they store the same values to the same place.
    private static void tile2(
            float[] memory, int a, int aRow, int last, int length, int b, int start, int out, int outRow) {
        int a0 = a;
        int a1 = a + Math.min(1, last) * aRow;
        int o0 = out;
        int o1 = out + Math.min(1, last) * outRow;
        int s0 = start == Kernels.ONTO ? o0 : start;
        int s1 = start == Kernels.ONTO ? o1 : start;
        FloatVector c0a = load(memory, s0), c0b = load(memory, s0 + LANES);
        FloatVector c1a = load(memory, s1), c1b = load(memory, s1 + LANES);
        for (int k = 0, y = b; k < length; k++) {
            FloatVector ba = load(memory, y), bb = load(memory, y + LANES);
            y += 2 * LANES;
            FloatVector v;
            v = spread(memory, a0 + k);
            c0a = v.fma(ba, c0a);
            c0b = v.fma(bb, c0b);
            v = spread(memory, a1 + k);
            c1a = v.fma(ba, c1a);
            c1b = v.fma(bb, c1b);
        }
        store(c0a, memory, o0);
        store(c0b, memory, o0 + LANES);
        store(c1a, memory, o1);
        store(c1b, memory, o1 + LANES);
    }
}
