package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The scale and bias of one row, in its unit, as they are written, and the factor that its values are multiplied with on
 * the way to codes.
 */
record RowGrid(float scale, float bias, float inverse) {
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** FBGEMM's: keeps the inverse finite where all values are equal. */
    private static final float EPSILON = 1e-8f;

    private static final RowGrid NOT_FINITE = new RowGrid(Float.NaN, Float.NaN, 0);

    /** Bytes of a row's scale and bias. */
    static int bytes(int bits) {
        return bits == 8 ? 2 * Float.BYTES : 2 * Short.BYTES;
    }

    boolean finite() {
        return Float.isFinite(scale) && Float.isFinite(bias);
    }

    /** FBGEMM's grid between {@link RowKernels#extremes}. */
    static RowGrid nearest(int bits, long extremes, float unit) {
        float min = min(extremes) / unit;
        float max = max(extremes) / unit;
        return checked(bits == 8 ? nearestOfFloats(min, max) : nearestOfHalves(min, max, (1 << bits) - 1));
    }

    private static RowGrid nearestOfFloats(float min, float max) {
        float range = max - min;
        return new RowGrid(range / 255, min, 255 / (range + EPSILON));
    }

    private static RowGrid nearestOfHalves(float min, float max, int maxCode) {
        float bias = half(Float.floatToFloat16(min));
        float range = max - bias;
        float scale = range == 0 ? 1 : half(Float.floatToFloat16(range / maxCode));
        float stored = scale == 0 ? 1 : scale;
        return new RowGrid(stored, bias, 1 / stored);
    }

    /** A grid that no value between the extremes lies outside of. */
    static RowGrid covering(int bits, long extremes, float unit) {
        float min = min(extremes) / unit;
        float max = max(extremes) / unit;
        return checked(bits == 8 ? coveringInFloats(min, max) : coveringInHalves(min, max, (1 << bits) - 1));
    }

    private static RowGrid coveringInFloats(float min, float max) {
        float scale = (max - min) / 255;
        return scale < Float.MIN_NORMAL ? new RowGrid(0, min, 0) : new RowGrid(scale, min, 1 / scale);
    }

    private static RowGrid coveringInHalves(float min, float max, int maxCode) {
        float bias = halfBelow(min);
        float scale = -halfBelow((bias - max) / maxCode);
        return scale == 0 ? new RowGrid(0, bias, 0) : new RowGrid(scale, bias, 1 / scale);
    }

    private static float halfBelow(float value) {
        short bits = Float.floatToFloat16(value);
        float nearest = half(bits);
        if (!(nearest > value)) {
            return nearest;
        }
        if (nearest == 0) {
            return -half((short) 1);
        }
        return half((short) (nearest > 0 ? bits - 1 : bits + 1));
    }

    private static float half(short bits) {
        return Float.float16ToFloat(bits);
    }

    private static RowGrid checked(RowGrid grid) {
        return grid.finite() ? grid : NOT_FINITE;
    }

    private static float min(long extremes) {
        return Float.intBitsToFloat(RowKernels.ordered((int) (extremes >>> Integer.SIZE)));
    }

    private static float max(long extremes) {
        return Float.intBitsToFloat(RowKernels.ordered((int) extremes));
    }

    static RowGrid read(int bits, MemorySegment rows, long at) {
        return bits == 8
                ? new RowGrid(rows.get(FLOAT, at), rows.get(FLOAT, at + Float.BYTES), 0)
                : new RowGrid(half(rows.get(HALF, at)), half(rows.get(HALF, at + Short.BYTES)), 0);
    }

    void write(int bits, MemorySegment rows, long at) {
        if (bits == 8) {
            rows.set(FLOAT, at, scale);
            rows.set(FLOAT, at + Float.BYTES, bias);
        } else {
            rows.set(HALF, at, Float.floatToFloat16(scale));
            rows.set(HALF, at + Short.BYTES, Float.floatToFloat16(bias));
        }
    }
}
