package io.tifl.experiments.network;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of matrices. Each value is one chain of fused multiplications and additions in the order of the inner index,
 * so results are the same bits whatever vectors a machine has.
 */
final class Products {
    private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
    private static final int WIDTH = LANES.length();
    private static final int VECTORS = 4;
    private static final int PANEL = VECTORS * WIDTH;
    private static final int ROWS = 4;

    private Products() {}

    /** A factor on the left: its value at row i and place k lies at {@code i * row + k * step}. */
    @SuppressWarnings("ArrayRecordComponent") // a view of an array, and never compared
    record Left(double[] values, int row, int step) {}

    /** Writes {@code left * right} to {@code out}: rows x inner, inner x columns, rows x columns, the latter row by row. */
    static void multiply(Left left, double[] right, double[] out, int rows, int inner, int columns) {
        double[] panel = new double[inner * PANEL];
        for (int from = 0; from < columns; from += PANEL) {
            int width = Math.min(PANEL, columns - from);
            pack(right, from, width, columns, inner, panel);
            for (int i = 0; i < rows; i += ROWS) {
                if (width == PANEL && i + ROWS <= rows) {
                    block(left, i, panel, inner, out, i * columns + from, columns);
                } else {
                    edge(left, i, Math.min(rows, i + ROWS), panel, inner, out, from, width, columns);
                }
            }
        }
    }

    // Rows of a panel lie one behind the other, so the innermost loop reads memory in order.
    private static void pack(double[] right, int from, int width, int columns, int inner, double[] panel) {
        for (int k = 0; k < inner; k++) {
            System.arraycopy(right, k * columns + from, panel, k * PANEL, width);
        }
    }

    // Sixteen sums at once hide the latency of each; they stay in registers until the inner index has run through.
    private static void block(Left left, int i, double[] panel, int inner, double[] out, int at, int columns) {
        double[] a = left.values();
        int step = left.step();
        int a0 = i * left.row();
        int a1 = a0 + left.row();
        int a2 = a1 + left.row();
        int a3 = a2 + left.row();
        DoubleVector s00 = DoubleVector.zero(LANES);
        DoubleVector s01 = s00;
        DoubleVector s02 = s00;
        DoubleVector s03 = s00;
        DoubleVector s10 = s00;
        DoubleVector s11 = s00;
        DoubleVector s12 = s00;
        DoubleVector s13 = s00;
        DoubleVector s20 = s00;
        DoubleVector s21 = s00;
        DoubleVector s22 = s00;
        DoubleVector s23 = s00;
        DoubleVector s30 = s00;
        DoubleVector s31 = s00;
        DoubleVector s32 = s00;
        DoubleVector s33 = s00;
        for (int k = 0; k < inner; k++) {
            DoubleVector b0 = DoubleVector.fromArray(LANES, panel, k * PANEL);
            DoubleVector b1 = DoubleVector.fromArray(LANES, panel, k * PANEL + WIDTH);
            DoubleVector b2 = DoubleVector.fromArray(LANES, panel, k * PANEL + 2 * WIDTH);
            DoubleVector b3 = DoubleVector.fromArray(LANES, panel, k * PANEL + 3 * WIDTH);
            DoubleVector x = DoubleVector.broadcast(LANES, a[a0 + k * step]);
            s00 = x.fma(b0, s00);
            s01 = x.fma(b1, s01);
            s02 = x.fma(b2, s02);
            s03 = x.fma(b3, s03);
            x = DoubleVector.broadcast(LANES, a[a1 + k * step]);
            s10 = x.fma(b0, s10);
            s11 = x.fma(b1, s11);
            s12 = x.fma(b2, s12);
            s13 = x.fma(b3, s13);
            x = DoubleVector.broadcast(LANES, a[a2 + k * step]);
            s20 = x.fma(b0, s20);
            s21 = x.fma(b1, s21);
            s22 = x.fma(b2, s22);
            s23 = x.fma(b3, s23);
            x = DoubleVector.broadcast(LANES, a[a3 + k * step]);
            s30 = x.fma(b0, s30);
            s31 = x.fma(b1, s31);
            s32 = x.fma(b2, s32);
            s33 = x.fma(b3, s33);
        }
        store(out, at, s00, s01, s02, s03);
        store(out, at + columns, s10, s11, s12, s13);
        store(out, at + 2 * columns, s20, s21, s22, s23);
        store(out, at + 3 * columns, s30, s31, s32, s33);
    }

    private static void store(double[] out, int at, DoubleVector a, DoubleVector b, DoubleVector c, DoubleVector d) {
        a.intoArray(out, at);
        b.intoArray(out, at + WIDTH);
        c.intoArray(out, at + 2 * WIDTH);
        d.intoArray(out, at + 3 * WIDTH);
    }

    private static void edge(
            Left left, int from, int to, double[] panel, int inner, double[] out, int first, int width, int columns) {
        for (int j = 0; j < width; j += WIDTH) {
            VectorMask<Double> inside = LANES.indexInRange(j, width);
            for (int i = from; i < to; i++) {
                DoubleVector sum = DoubleVector.zero(LANES);
                int at = i * left.row();
                for (int k = 0; k < inner; k++) {
                    sum = DoubleVector.broadcast(LANES, left.values()[at + k * left.step()])
                            .fma(DoubleVector.fromArray(LANES, panel, k * PANEL + j), sum);
                }
                sum.intoArray(out, i * columns + first + j, inside);
            }
        }
    }
}
