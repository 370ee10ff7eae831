package io.tifl.kernels;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.SplittableRandom;

/** Float vectors for tests, and exact arithmetic on them. */
final class Floats {
    private Floats() {}

    /** Values of magnitudes from 2^-lowest to 1, of either sign. */
    static float[] spread(SplittableRandom random, int size, int lowest) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) Math.scalb(random.nextDouble(-1, 1), -random.nextInt(lowest + 1));
        }
        return values;
    }

    static MemorySegment readOnly(float[] values) {
        return MemorySegment.ofArray(values).asReadOnly();
    }

    /** The weighted mean of one element, without any rounding but the last. */
    static float mean(List<float[]> values, List<Long> weights, int element) {
        BigDecimal sum = BigDecimal.ZERO;
        long total = 0;
        for (int i = 0; i < values.size(); i++) {
            sum = sum.add(new BigDecimal(values.get(i)[element]).multiply(BigDecimal.valueOf(weights.get(i))));
            total += weights.get(i);
        }
        return sum.divide(BigDecimal.valueOf(total), new MathContext(400)).floatValue();
    }
}
