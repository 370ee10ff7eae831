package io.tifl.client.compiled;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sigmoid, tanh and what an LSTM's cell does, a vector at a time; counts are whole vectors. The exponential is that of {@link
 * Exponential}: the same reduction and polynomial, so errors stay below 3e-7. Operations are exactly specified, so that
 * interpreted and compiled code give the same bits. Each loop is written out: a helper with many vector operations is compiled
 * on its own once it is hot, is then too large to be inlined, and passes its vectors through the heap. The long ones are longer
 * than what the compiler inlines (325 bytes), so that no caller has to share its budget of nodes with them.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the constants as their authors print them
final class VectorGates {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;

    // (e^r - 1 - r) / r^2 for |r| <= ln(2) / 2, highest power first: the minimax polynomial of the Cephes library.
    private static final float P5 = 1.9875691500e-4f;
    private static final float P4 = 1.3981999507e-3f;
    private static final float P3 = 8.3334519073e-3f;
    private static final float P2 = 4.1665795894e-2f;
    private static final float P1 = 1.6666665459e-1f;
    private static final float P0 = 5.0000001201e-1f;

    // 1.5 * 2^23: added to a float it rounds that to a whole number, which its low bits then are.
    private static final float ROUNDING = 12_582_912f;
    // Beyond, sigmoid is 0 or 1 to a float's precision, and 2^n still has an exponent.
    private static final float SATURATED = 87;
    private static final float TANH_SATURATED = 10;

    // The bits of 1: an exponent of 0.
    private static final int ONE = 0x3F800000;

    private VectorGates() {}

    private static FloatVector load(float[] memory, int address) {
        return FloatVector.fromArray(SPECIES, memory, address);
    }

    /** {@code 1 / (1 + e^-x)}; {@code -x = n ln 2 - s}, and the polynomial's odd powers change their sign. */
    static void sigmoid(float[] memory, int values, int count) {
        FloatVector scale = FloatVector.broadcast(SPECIES, -LOG2_E);
        FloatVector rounding = FloatVector.broadcast(SPECIES, ROUNDING);
        FloatVector high = FloatVector.broadcast(SPECIES, LN2_HIGH);
        FloatVector low = FloatVector.broadcast(SPECIES, LN2_LOW);
        FloatVector p5 = FloatVector.broadcast(SPECIES, -P5);
        FloatVector p4 = FloatVector.broadcast(SPECIES, P4);
        FloatVector p3 = FloatVector.broadcast(SPECIES, -P3);
        FloatVector p2 = FloatVector.broadcast(SPECIES, P2);
        FloatVector p1 = FloatVector.broadcast(SPECIES, -P1);
        FloatVector p0 = FloatVector.broadcast(SPECIES, P0);
        FloatVector minusOne = FloatVector.broadcast(SPECIES, -1);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        for (int p = values, end = values + count; p < end; p += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, memory, p);
            // By comparison: it leaves NaN alone.
            x = x.blend(SATURATED, x.compare(VectorOperators.GT, SATURATED));
            x = x.blend(-SATURATED, x.compare(VectorOperators.LT, -SATURATED));
            FloatVector shifted = x.fma(scale, rounding);
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector s = n.fma(high, x);
            s = n.fma(low, s);
            FloatVector q = s.fma(p5, p4);
            q = q.fma(s, p3);
            q = q.fma(s, p2);
            q = q.fma(s, p1);
            q = q.fma(s, p0);
            q = q.fma(s, minusOne).mul(s);
            FloatVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(ONE)
                    .reinterpretAsFloats();
            one.div(q.fma(power, power).add(1)).intoArray(memory, p);
        }
    }

    /** {@code (e^2x - 1) / (e^2x + 1)}, without cancellation near 0; {@code 2x = n ln 2 + 2s}. */
    static void tanh(float[] memory, int values, int count) {
        FloatVector scale = FloatVector.broadcast(SPECIES, 2 * LOG2_E);
        FloatVector rounding = FloatVector.broadcast(SPECIES, ROUNDING);
        FloatVector high = FloatVector.broadcast(SPECIES, -LN2_HIGH / 2);
        FloatVector low = FloatVector.broadcast(SPECIES, -LN2_LOW / 2);
        FloatVector p5 = FloatVector.broadcast(SPECIES, 128 * P5);
        FloatVector p4 = FloatVector.broadcast(SPECIES, 64 * P4);
        FloatVector p3 = FloatVector.broadcast(SPECIES, 32 * P3);
        FloatVector p2 = FloatVector.broadcast(SPECIES, 16 * P2);
        FloatVector p1 = FloatVector.broadcast(SPECIES, 8 * P1);
        FloatVector p0 = FloatVector.broadcast(SPECIES, 4 * P0);
        FloatVector two = FloatVector.broadcast(SPECIES, 2);
        for (int p = values, end = values + count; p < end; p += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, memory, p);
            x = x.blend(TANH_SATURATED, x.compare(VectorOperators.GT, TANH_SATURATED));
            x = x.blend(-TANH_SATURATED, x.compare(VectorOperators.LT, -TANH_SATURATED));
            FloatVector shifted = x.fma(scale, rounding);
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector s = n.fma(high, x);
            s = n.fma(low, s);
            FloatVector q = s.fma(p5, p4);
            q = q.fma(s, p3);
            q = q.fma(s, p2);
            q = q.fma(s, p1);
            q = q.fma(s, p0);
            q = q.fma(s, two).mul(s);
            FloatVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(ONE)
                    .reinterpretAsFloats();
            q = q.fma(power, power.sub(1));
            q.div(q.add(2)).intoArray(memory, p);
        }
    }

    /** {@code e^(x - most)} in place, 0 where that is below 1e-38; {@code most} is the largest there is. */
    static void powers(float[] memory, int values, int count, float most) {
        FloatVector scale = FloatVector.broadcast(SPECIES, LOG2_E);
        FloatVector rounding = FloatVector.broadcast(SPECIES, ROUNDING);
        FloatVector high = FloatVector.broadcast(SPECIES, -LN2_HIGH);
        FloatVector low = FloatVector.broadcast(SPECIES, -LN2_LOW);
        FloatVector p5 = FloatVector.broadcast(SPECIES, P5);
        FloatVector p4 = FloatVector.broadcast(SPECIES, P4);
        FloatVector p3 = FloatVector.broadcast(SPECIES, P3);
        FloatVector p2 = FloatVector.broadcast(SPECIES, P2);
        FloatVector p1 = FloatVector.broadcast(SPECIES, P1);
        FloatVector p0 = FloatVector.broadcast(SPECIES, P0);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        for (int p = values, end = values + count; p < end; p += LANES) {
            FloatVector x = FloatVector.fromArray(SPECIES, memory, p).sub(most);
            VectorMask<Float> vanishes = x.compare(VectorOperators.LT, -SATURATED);
            x = x.blend(-SATURATED, vanishes);
            FloatVector shifted = x.fma(scale, rounding);
            FloatVector n = shifted.sub(ROUNDING);
            FloatVector s = n.fma(high, x);
            s = n.fma(low, s);
            FloatVector q = s.fma(p5, p4);
            q = q.fma(s, p3);
            q = q.fma(s, p2);
            q = q.fma(s, p1);
            q = q.fma(s, p0);
            q = q.fma(s, one).mul(s);
            FloatVector power = shifted.reinterpretAsInts()
                    .lanewise(VectorOperators.LSHL, 23)
                    .add(ONE)
                    .reinterpretAsFloats();
            q.fma(power, power).blend(0, vanishes).intoArray(memory, p);
        }
    }

    /** See {@link Kernels#cell}. */
    static void cell(float[] memory, int gates, int before, int cell, int units) {
        for (int u = 0, size = units; u < size; u += LANES) {
            FloatVector kept = load(memory, gates + units + u).mul(load(memory, before + u));
            load(memory, gates + u)
                    .fma(load(memory, gates + 3 * units + u), kept)
                    .intoArray(memory, cell + u);
        }
    }

    /** See {@link Kernels#cellGradient}, for tanh and sigmoid. */
    static void cellGradient(
            float[] memory, int gates, int before, int squashed, int gradient, int carried, int units) {
        int forget = gates + units;
        int output = forget + units;
        int gate = output + units;
        for (int u = 0, size = units; u < size; u += LANES) {
            FloatVector above = load(memory, gradient + u);
            FloatVector s = load(memory, squashed + u);
            FloatVector o = load(memory, output + u);
            FloatVector opened = above.mul(o);
            // The slopes where the values are y: y (1 - y) of the sigmoid, 1 - y^2 of tanh.
            opened.mul(s).mul(o.neg().add(1)).intoArray(memory, output + u);
            FloatVector here = opened.fma(s.mul(s).neg().add(1), load(memory, carried + u));
            FloatVector f = load(memory, forget + u);
            FloatVector through = here.mul(f);
            through.intoArray(memory, carried + u);
            through.mul(load(memory, before + u)).mul(f.neg().add(1)).intoArray(memory, forget + u);
            FloatVector a = load(memory, gates + u);
            FloatVector g = load(memory, gate + u);
            FloatVector gated = here.mul(g);
            gated.mul(a.mul(a).neg().add(1)).intoArray(memory, gates + u);
            gated.mul(a).mul(g.neg().add(1)).intoArray(memory, gate + u);
        }
    }
}
