package io.tifl.client.compiled;

/**
 * The exponential in single precision and what is made of it, from exactly specified operations only, so that the bits are
 * the same on every machine and in every compiler tier. Relative error below 2e-7.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the constants as their authors print them
final class Exponential {
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float LARGEST = 88.72283f;
    private static final float SMALLEST = -87.33654f;

    private Exponential() {}

    /** {@code e^x}; 0 below -87.3, infinity above 88.7. */
    static float of(float x) {
        if (x > LARGEST) {
            return Float.POSITIVE_INFINITY;
        }
        if (x < SMALLEST) {
            return 0;
        }
        if (Float.isNaN(x)) {
            return x;
        }
        float n = (float) Math.rint(x * LOG2_E);
        float r = Math.fma(n, -LN2_HIGH, x);
        r = Math.fma(n, -LN2_LOW, r);
        float halves = Math.fma(polynomial(r) * r, r, r) + 1;
        int exponent = (int) n;
        // Twice half the exponent: 2^128 is no float, but the largest result is.
        int half = exponent >> 1;
        return halves * power(half) * power(exponent - half);
    }

    /** {@code e^x - 1} without cancellation near 0. */
    static float minusOne(float x) {
        if (Math.abs(x) < 0.34f) {
            return Math.fma(polynomial(x) * x, x, x);
        }
        return of(x) - 1;
    }

    static float tanh(float x) {
        float size = Math.abs(x);
        float value = size > 10 ? 1 : fraction(minusOne(2 * size));
        return Math.copySign(Float.isNaN(x) ? x : value, x);
    }

    private static float fraction(float grown) {
        return grown / (grown + 2);
    }

    // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2: the minimax polynomial of the Cephes library.
    private static float polynomial(float r) {
        float p = 1.9875691500e-4f;
        p = Math.fma(p, r, 1.3981999507e-3f);
        p = Math.fma(p, r, 8.3334519073e-3f);
        p = Math.fma(p, r, 4.1665795894e-2f);
        p = Math.fma(p, r, 1.6666665459e-1f);
        return Math.fma(p, r, 5.0000001201e-1f);
    }

    private static float power(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }
}
