package io.tifl.kernels;

/**
 * How float inputs become bytes: {@code clamp(round(value * (1 / scale)) + zeroPoint, 0, 255)}, rounded half to even; NaN
 * becomes 0.
 *
 * @param scale the difference between neighbouring bytes; positive, its inverse finite
 * @param zeroPoint the byte that stands for zero
 */
public record InputQuantization(float scale, int zeroPoint) {
    public InputQuantization {
        if (!(scale > 0) || !Float.isFinite(1 / scale) || !Float.isFinite(scale)) {
            throw new IllegalArgumentException("expected a positive scale with a finite inverse, got " + scale);
        }
        ColumnValues.requireByte("zero point", zeroPoint);
    }

    float inverseScale() {
        return 1 / scale;
    }
}
