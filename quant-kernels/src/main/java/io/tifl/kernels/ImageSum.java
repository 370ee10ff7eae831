package io.tifl.kernels;

import java.lang.foreign.MemorySegment;

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

    /**
     * Adds {@code count} bytes.
     *
     * @param out overwritten; may be one of the others
     */
    public void apply(MemorySegment a, MemorySegment b, MemorySegment out, int count) {
        apply(a, b, out, count, Backend.IMAGES);
    }

    void apply(MemorySegment a, MemorySegment b, MemorySegment out, int count, ImageKernels kernels) {
        long least = Math.min(Math.min(a.byteSize(), b.byteSize()), out.byteSize());
        if (count < 0 || count > least) {
            throw new IllegalArgumentException("expected 0 to " + least + " bytes to add, got " + count);
        }
        if (out.isReadOnly()) {
            throw new IllegalArgumentException("the outputs are read-only");
        }
        kernels.add(this, a, b, out, count);
    }

    int lowest() {
        return relu ? zeroOut : 0;
    }
}
