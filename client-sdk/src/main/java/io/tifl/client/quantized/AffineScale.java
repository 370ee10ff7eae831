package io.tifl.client.quantized;

/**
 * What a byte stands for: {@code (byte - zeroPoint) * scale}.
 *
 * @param scale positive
 * @param zeroPoint 0 to 255
 */
public record AffineScale(float scale, int zeroPoint) {
    /** Over a range that is made to hold 0, whose ends become bytes 0 and {@code largest}. */
    static AffineScale over(float least, float greatest, int largest) {
        double from = Math.min(0, least);
        double to = Math.max(0, greatest);
        float scale = (float) ((to - from) / largest);
        // Without a range, or one too small for its inverse, everything is zero.
        if (!Float.isFinite(1 / scale) || scale < Float.MIN_NORMAL) {
            return new AffineScale(1, 0);
        }
        return new AffineScale(scale, Math.clamp(Math.round(-from / scale), 0, largest));
    }
}
