package io.tifl.client.compiled;

import java.util.Arrays;

/**
 * How the operands of a sum of products lie in memory; all offsets count floats.
 *
 * <p>Row r and column n of the result are {@code sum over s, k of a[aRows[r] + aSegments[s] + k * aStep] * b[bSegments[s] +
 * k * bStep + n]}, written to {@code out[outRows[r] + n]}. Forward convolution takes output pixels as rows and kernel rows as
 * segments; its weight gradient takes kernel positions as rows and image rows as segments.
 *
 * @param aRows one per row; a call may use fewer rows
 * @param outRows as many as {@code aRows}
 * @param aSegments one per segment; a call may use fewer segments
 * @param bSegments as many as {@code aSegments}
 */
@SuppressWarnings("ArrayRecordComponent") // read by kernels as they are; never compared
record Contraction(int[] aRows, int[] outRows, int[] aSegments, int[] bSegments, int aStep, int bStep) {
    private static final int[] ONE_SEGMENT = {0};

    /** Operands in one piece: row r starts at {@code r * aRow} and is written at {@code r * outRow}. */
    static Contraction matrix(int rows, int aRow, int outRow, int aStep, int bStep) {
        return new Contraction(multiples(rows, aRow), multiples(rows, outRow), ONE_SEGMENT, ONE_SEGMENT, aStep, bStep);
    }

    /** The rows from {@code from} to before {@code to}. */
    Contraction rows(int from, int to) {
        return new Contraction(
                Arrays.copyOfRange(aRows, from, to),
                Arrays.copyOfRange(outRows, from, to),
                aSegments,
                bSegments,
                aStep,
                bStep);
    }

    private static int[] multiples(int count, int of) {
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = Math.multiplyExact(i, of);
        }
        return offsets;
    }
}
