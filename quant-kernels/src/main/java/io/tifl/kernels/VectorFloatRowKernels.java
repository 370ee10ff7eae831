package io.tifl.kernels;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops on the Vector API, for registers of 256 and 512 bits. Products of floats are exact in double precision, so a
 * fused multiply-add yields the bits of a product and a sum.
 */
final class VectorFloatRowKernels implements FloatRowKernels {
    private static final VectorSpecies<Double> DOUBLES =
            DoubleVector.SPECIES_PREFERRED.length() > 8 ? DoubleVector.SPECIES_512 : DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(DOUBLES.vectorBitSize()));
    private static final int LANES = DOUBLES.length();
    private static final int STEP = Kernels.PARTIAL_SUMS;

    @Override
    public void multiplyTile(double[] panel, int one, int other, int stride, int columns, double[] sums, int at) {
        if (LANES == STEP) {
            wholeTile(panel, one, other, stride, columns, sums, at);
            return;
        }
        for (int half = 0; half < STEP; half += LANES) {
            halfTile(panel, one + half, other + half, stride, columns, sums, at + half);
            halfTile(panel, one + half, other + 2 * stride + half, stride, columns, sums, at + 2 * STEP + half);
        }
    }

    /** Four rows by four, sixteen sums at once: for 32 registers. */
    private static void wholeTile(double[] panel, int one, int other, int stride, int columns, double[] sums, int at) {
        DoubleVector s00 = sum(sums, at, 0, 0);
        DoubleVector s01 = sum(sums, at, 0, 1);
        DoubleVector s02 = sum(sums, at, 0, 2);
        DoubleVector s03 = sum(sums, at, 0, 3);
        DoubleVector s10 = sum(sums, at, 1, 0);
        DoubleVector s11 = sum(sums, at, 1, 1);
        DoubleVector s12 = sum(sums, at, 1, 2);
        DoubleVector s13 = sum(sums, at, 1, 3);
        DoubleVector s20 = sum(sums, at, 2, 0);
        DoubleVector s21 = sum(sums, at, 2, 1);
        DoubleVector s22 = sum(sums, at, 2, 2);
        DoubleVector s23 = sum(sums, at, 2, 3);
        DoubleVector s30 = sum(sums, at, 3, 0);
        DoubleVector s31 = sum(sums, at, 3, 1);
        DoubleVector s32 = sum(sums, at, 3, 2);
        DoubleVector s33 = sum(sums, at, 3, 3);
        for (int i = 0; i < columns; i += STEP) {
            DoubleVector b0 = DoubleVector.fromArray(DOUBLES, panel, other + i);
            DoubleVector b1 = DoubleVector.fromArray(DOUBLES, panel, other + stride + i);
            DoubleVector b2 = DoubleVector.fromArray(DOUBLES, panel, other + 2 * stride + i);
            DoubleVector b3 = DoubleVector.fromArray(DOUBLES, panel, other + 3 * stride + i);
            DoubleVector a0 = DoubleVector.fromArray(DOUBLES, panel, one + i);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            s02 = a0.fma(b2, s02);
            s03 = a0.fma(b3, s03);
            DoubleVector a1 = DoubleVector.fromArray(DOUBLES, panel, one + stride + i);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            s12 = a1.fma(b2, s12);
            s13 = a1.fma(b3, s13);
            DoubleVector a2 = DoubleVector.fromArray(DOUBLES, panel, one + 2 * stride + i);
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            s22 = a2.fma(b2, s22);
            s23 = a2.fma(b3, s23);
            DoubleVector a3 = DoubleVector.fromArray(DOUBLES, panel, one + 3 * stride + i);
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
            s32 = a3.fma(b2, s32);
            s33 = a3.fma(b3, s33);
        }
        keep(s00, sums, at, 0, 0);
        keep(s01, sums, at, 0, 1);
        keep(s02, sums, at, 0, 2);
        keep(s03, sums, at, 0, 3);
        keep(s10, sums, at, 1, 0);
        keep(s11, sums, at, 1, 1);
        keep(s12, sums, at, 1, 2);
        keep(s13, sums, at, 1, 3);
        keep(s20, sums, at, 2, 0);
        keep(s21, sums, at, 2, 1);
        keep(s22, sums, at, 2, 2);
        keep(s23, sums, at, 2, 3);
        keep(s30, sums, at, 3, 0);
        keep(s31, sums, at, 3, 1);
        keep(s32, sums, at, 3, 2);
        keep(s33, sums, at, 3, 3);
    }

    /** Four rows by two, half of the sums: for 16 registers. */
    private static void halfTile(double[] panel, int one, int other, int stride, int columns, double[] sums, int at) {
        DoubleVector s00 = sum(sums, at, 0, 0);
        DoubleVector s01 = sum(sums, at, 0, 1);
        DoubleVector s10 = sum(sums, at, 1, 0);
        DoubleVector s11 = sum(sums, at, 1, 1);
        DoubleVector s20 = sum(sums, at, 2, 0);
        DoubleVector s21 = sum(sums, at, 2, 1);
        DoubleVector s30 = sum(sums, at, 3, 0);
        DoubleVector s31 = sum(sums, at, 3, 1);
        for (int i = 0; i < columns; i += STEP) {
            DoubleVector b0 = DoubleVector.fromArray(DOUBLES, panel, other + i);
            DoubleVector b1 = DoubleVector.fromArray(DOUBLES, panel, other + stride + i);
            DoubleVector a0 = DoubleVector.fromArray(DOUBLES, panel, one + i);
            s00 = a0.fma(b0, s00);
            s01 = a0.fma(b1, s01);
            DoubleVector a1 = DoubleVector.fromArray(DOUBLES, panel, one + stride + i);
            s10 = a1.fma(b0, s10);
            s11 = a1.fma(b1, s11);
            DoubleVector a2 = DoubleVector.fromArray(DOUBLES, panel, one + 2 * stride + i);
            s20 = a2.fma(b0, s20);
            s21 = a2.fma(b1, s21);
            DoubleVector a3 = DoubleVector.fromArray(DOUBLES, panel, one + 3 * stride + i);
            s30 = a3.fma(b0, s30);
            s31 = a3.fma(b1, s31);
        }
        keep(s00, sums, at, 0, 0);
        keep(s01, sums, at, 0, 1);
        keep(s10, sums, at, 1, 0);
        keep(s11, sums, at, 1, 1);
        keep(s20, sums, at, 2, 0);
        keep(s21, sums, at, 2, 1);
        keep(s30, sums, at, 3, 0);
        keep(s31, sums, at, 3, 1);
    }

    private static DoubleVector sum(double[] sums, int at, int i, int j) {
        return DoubleVector.fromArray(DOUBLES, sums, at + STEP * (TILE * i + j));
    }

    private static void keep(DoubleVector sum, double[] sums, int at, int i, int j) {
        sum.intoArray(sums, at + STEP * (TILE * i + j));
    }

    @Override
    public void sortColumns(int[] keys, int rows, int width) {
        SortingNetwork.run(rows, (upper, lower) -> order(keys, upper * width, lower * width, width));
    }

    private static void order(int[] keys, int least, int most, int width) {
        for (int column = 0; column < width; column += INTS.length()) {
            IntVector one = IntVector.fromArray(INTS, keys, least + column);
            IntVector other = IntVector.fromArray(INTS, keys, most + column);
            one.min(other).intoArray(keys, least + column);
            one.max(other).intoArray(keys, most + column);
        }
    }
}
