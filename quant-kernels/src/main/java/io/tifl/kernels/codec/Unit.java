package io.tifl.kernels.codec;

import io.tifl.kernels.Extent;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.MalformedUpdateException;

/**
 * The power of two that an update is counted in, so that 16-bit floats neither overflow nor lose digits: it brings the
 * largest magnitude to 2^14 or more and below 2^15. Updates below 2^-86 in all values keep the least unit.
 *
 * @param exponent of the unit, one signed byte of the payload
 */
record Unit(int exponent) {
    private static final int LEAST = -100;
    private static final int LARGEST = 113;
    private static final int ROOM = 14;

    static Unit of(Parameters change) {
        float magnitude = Extent.of(change.values()).maxMagnitude();
        return new Unit(Math.clamp(Math.getExponent(magnitude) - ROOM, LEAST, LARGEST));
    }

    static Unit read(byte exponent) throws MalformedUpdateException {
        if (exponent < LEAST || exponent > LARGEST) {
            throw new MalformedUpdateException("a unit of 2^" + exponent + " is not within 2^-100 and 2^113");
        }
        return new Unit(exponent);
    }

    float value() {
        return Math.scalb(1f, exponent);
    }
}
