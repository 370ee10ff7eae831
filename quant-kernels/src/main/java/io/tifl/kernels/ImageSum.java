package io.tifl.kernels;

import java.util.Objects;

/**
 * Adds two images of unsigned bytes, each with its own scale and zero point, as residual networks do: {@code clamp(round((a -
 * zeroA) * multiplierA + (b - zeroB) * multiplierB) + zeroOut, lowest, 255)}, products and sum rounded to floats apart, then
 * half to even. Immutable and thread-safe.
 *
 * @param zeroA zero point of the first, 0 to 255
 * @param multiplierA the first's scale divided by the sum's, of magnitude up to 2^100
 * @param zeroB zero point of the second
 * @param multiplierB the second's scale divided by the sum's, of magnitude up to 2^100
 * @param zeroOut zero point of the sum
 * @param relu whether the sum is at least its zero point, else at least 0
 */
public record ImageSum(int zeroA, float multiplierA, int zeroB, float multiplierB, int zeroOut, boolean relu) {
    /** Larger multipliers might add up to no number. */
    private static final float LARGEST = 0x1p100f;

    public ImageSum {
        ColumnValues.requireByte("zero point of the first", zeroA);
        ColumnValues.requireByte("zero point of the second", zeroB);
        ColumnValues.requireByte("zero point of the sum", zeroOut);
        requireModerate(multiplierA);
        requireModerate(multiplierB);
    }

    private static void requireModerate(float multiplier) {
        if (!(Math.abs(multiplier) <= LARGEST)) {
            throw new IllegalArgumentException(
                    "expected multipliers of magnitude up to " + LARGEST + ", got " + multiplier);
        }
    }

    /** Adds {@code count} bytes from the start of each array; {@code out} may be one of the others. */
    public void apply(byte[] a, byte[] b, byte[] out, int count) {
        apply(a, 0, b, 0, out, 0, count);
    }

    /**
     * Adds {@code count} bytes.
     *
     * @param aAt where the first starts
     * @param bAt where the second starts
     * @param out gets the sum from {@code to} on; may be one of the others from the same place
     */
    public void apply(byte[] a, int aAt, byte[] b, int bAt, byte[] out, int to, int count) {
        apply(a, aAt, b, bAt, out, to, count, Backend.IMAGES);
    }

    void apply(byte[] a, int aAt, byte[] b, int bAt, byte[] out, int to, int count, ImageKernels kernels) {
        Objects.checkFromIndexSize(aAt, count, a.length);
        Objects.checkFromIndexSize(bAt, count, b.length);
        Objects.checkFromIndexSize(to, count, out.length);
        kernels.add(this, a, aAt, b, bAt, out, to, count);
    }

    int lowest() {
        return relu ? zeroOut : 0;
    }
}
