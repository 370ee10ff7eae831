package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {
    @Test
    void everyFloat16ComesBackAsItself() {
        short[] halves = new short[1 << 16];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (short) i;
        }
        float[] values = new float[halves.length];
        HalfFloats.fromFloat16(MemorySegment.ofArray(halves), MemorySegment.ofArray(values));
        short[] back = new short[halves.length];

        HalfFloats.toFloat16(MemorySegment.ofArray(values), MemorySegment.ofArray(back));

        for (int i = 0; i < halves.length; i++) {
            if (Float.isNaN(values[i])) {
                assertThat((i & 0x7fff) > 0x7c00 && (back[i] & 0x7fff) > 0x7c00).isTrue();
            } else {
                assertThat(back[i]).isEqualTo(halves[i]);
                assertThat(values[i]).isEqualTo(valueOfFloat16(i));
            }
        }
    }

    private static float valueOfFloat16(int bits) {
        int exponent = bits >>> 10 & 31;
        int fraction = bits & 1023;
        double magnitude = exponent == 31
                ? Double.POSITIVE_INFINITY
                : exponent == 0 ? fraction * 0x1p-24 : Math.scalb(1024.0 + fraction, exponent - 25);
        return (float) (bits >>> 15 == 0 ? magnitude : -magnitude);
    }

    @Test
    void float16IsTheNearestHalfToEven() {
        SplittableRandom random = new SplittableRandom(16);
        float[] values = new float[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb(random.nextFloat() - 0.5f, random.nextInt(-30, 20));
        }
        float[] edges = {
            65504, 65519.996f, 65520, 0x1p-24f, 0x1p-25f, 0x1.000002p-25f, 0x1p-26f, 1 + 0x1p-11f, 1 + 0x3p-11f
        };
        System.arraycopy(edges, 0, values, 0, edges.length);
        short[] halves = new short[values.length];

        HalfFloats.toFloat16(MemorySegment.ofArray(values), MemorySegment.ofArray(halves));

        for (int i = 0; i < values.length; i++) {
            assertNearest(values[i], halves[i]);
        }
        assertThat(halves[1]).isEqualTo((short) 0x7bff);
        assertThat(halves[2]).isEqualTo((short) 0x7c00);
    }

    private static void assertNearest(float value, short half) {
        float chosen = valueOfFloat16(half & 0xffff);
        if (Float.isInfinite(chosen)) {
            assertThat(Math.abs(value)).isGreaterThanOrEqualTo(65520);
            return;
        }
        BigDecimal error =
                new BigDecimal(value).subtract(new BigDecimal(chosen)).abs();
        for (int step : new int[] {-1, 1}) {
            int bits = half & 0x7fff;
            if (bits + step < 0 || bits + step > 0x7bff) {
                continue;
            }
            float other = valueOfFloat16((half & 0x8000) | (bits + step));
            int nearer = error.compareTo(
                    new BigDecimal(value).subtract(new BigDecimal(other)).abs());
            assertThat(nearer).isLessThanOrEqualTo((half & 1) == 0 ? 0 : -1);
        }
    }

    @Test
    void bfloat16RoundsToTheNearestHalfToEven() {
        float[] values = {
            1,
            Float.intBitsToFloat(0x3f808000),
            Float.intBitsToFloat(0x3f818000),
            Float.intBitsToFloat(0x3f808001),
            Float.intBitsToFloat(0x3f807fff),
            -0f,
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            Float.NEGATIVE_INFINITY,
            Float.intBitsToFloat(0x00018000),
            Float.intBitsToFloat(0x7f800001),
            Float.intBitsToFloat(0xffffffff)
        };
        short[] halves = new short[values.length];

        HalfFloats.toBfloat16(MemorySegment.ofArray(values), MemorySegment.ofArray(halves));

        assertThat(halves)
                .containsExactly(
                        (short) 0x3f80,
                        (short) 0x3f80,
                        (short) 0x3f82,
                        (short) 0x3f81,
                        (short) 0x3f80,
                        (short) 0x8000,
                        (short) 0,
                        (short) 0x7f80,
                        (short) 0xff80,
                        (short) 0x0002,
                        (short) 0x7fc0,
                        (short) 0xffff);
    }

    @Test
    void bfloat16ComesBackAsTheUpperHalf() {
        short[] halves = {0x3f80, (short) 0x8001, 0x7f80, 0};
        float[] values = new float[4];

        HalfFloats.fromBfloat16(MemorySegment.ofArray(halves), MemorySegment.ofArray(values));

        assertThat(values).containsExactly(1f, -0x1p-133f, Float.POSITIVE_INFINITY, 0f);
    }

    @Test
    void compiledLoopsRoundLikeInterpretedOnes() {
        float[] values = new float[1000];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        short[] first = new short[1000];
        HalfFloats.toFloat16(MemorySegment.ofArray(values), MemorySegment.ofArray(first));
        short[] later = new short[1000];

        for (int i = 0; i < 20_000; i++) {
            HalfFloats.toFloat16(MemorySegment.ofArray(values), MemorySegment.ofArray(later));
        }

        assertThat(later).isEqualTo(first);
    }

    @Test
    void sizesMustAgree() {
        assertThatThrownBy(() ->
                        HalfFloats.toFloat16(MemorySegment.ofArray(new float[2]), MemorySegment.ofArray(new short[3])))
                .hasMessageContaining("got 8 and 6");
    }
}
