package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.kernels.internal.GuardedMemory;
import io.tifl.kernels.jit.Jit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfWeightsTest {
    private static final HalfGemm PLAIN = new PlainHalfGemm();
    private static final Optional<HalfGemm> GENERATED = GeneratedHalfGemm.load(Jit.instance());

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "1, 7, 16",
        "2, 4, 17",
        "3, 33, 15",
        "4, 64, 48",
        "5, 5, 31",
        "6, 100, 64",
        "7, 3, 8",
        "13, 65, 100",
        "3, 20000, 20",
        "20, 1000, 300",
        "1, 31, 200",
        "2, 12, 111",
        "3, 6, 80"
    })
    void productsAreChainsOfFusedMultiplyAdds(int rows, int depth, int columns) {
        float[] weights = Floats.spread(new SplittableRandom(depth), depth * columns, 12);
        float[] inputs = Floats.spread(new SplittableRandom(columns), rows * depth, 20);
        float[] rounded = HalfWeights.pack(weights, depth, columns).unpack();
        float[] expected = new float[rows * columns];
        for (int i = 0; i < expected.length; i++) {
            for (int k = 0; k < depth; k++) {
                float input = inputs[i / columns * depth + k];
                expected[i] = Math.fma(input, rounded[k * columns + i % columns], expected[i]);
            }
        }

        assertThat(product(PLAIN, inputs, weights, rows, depth)).isEqualTo(expected);
        GENERATED.ifPresent(generated ->
                assertThat(product(generated, inputs, weights, rows, depth)).isEqualTo(expected));
    }

    @Test
    void weightsAndInputsMayBeAnyFloats() {
        SplittableRandom random = new SplittableRandom(5);
        float[] weights = new float[40 * 33];
        float[] inputs = new float[8 * 40];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 5 == 0 ? Float.intBitsToFloat(random.nextInt()) : Float.float16ToFloat((short) i);
        }
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = i / 40 == 3 ? Float.intBitsToFloat(random.nextInt()) : i % 2 == 0 ? -0f : Float.MIN_VALUE;
        }
        assumeTrue(GENERATED.isPresent(), "no AVX2, or no generated code");

        assertThat(product(GENERATED.orElseThrow(), inputs, weights, 8, 40))
                .isEqualTo(product(PLAIN, inputs, weights, 8, 40));
    }

    @Test
    void weightsAreRoundedToHalves() {
        float[] weights = {1, 1 + 0x1p-11f, 1 + 0x3p-11f, 65520, -0f, 0x1p-25f};

        assertThat(HalfWeights.pack(weights, 2, 3).unpack())
                .containsExactly(1, 1, 1 + 0x1p-9f, Float.POSITIVE_INFINITY, -0f, 0);
    }

    @Test
    void rowsMayLieApart() {
        HalfWeights weights = HalfWeights.pack(new float[] {1, 2, 3, 4}, 2, 2);
        float[] inputs = {1, 10, -1, 2, 20, -1};
        float[] outputs = {9, 9, 9, 9, 9, 9, 9};

        weights.multiply(
                new Rows(MemorySegment.ofArray(inputs), 2, 12), new Rows(MemorySegment.ofArray(outputs), 2, 16));

        assertThat(outputs).containsExactly(31, 42, 9, 9, 62, 84, 9);
    }

    /** Nothing beyond the ends of inputs and outputs is touched: they end at a page whose touch would end the process. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void matricesMayEndAtTheEndOfTheirPage() throws Throwable {
        assumeTrue(GENERATED.isPresent(), "no AVX2, or no generated code");
        GuardedMemory inputPages = new GuardedMemory(4096);
        GuardedMemory outputPages = new GuardedMemory(4096);
        for (int rows = 1; rows < 8; rows++) {
            for (int columns = 1; columns < 100; columns += columns < 35 ? 1 : 7) {
                float[] plain = Floats.spread(new SplittableRandom(columns), rows * 9, 3);
                float[] values = Floats.spread(new SplittableRandom(rows), 9 * columns, 3);
                MemorySegment inputs = inputPages.last(4L * plain.length);
                inputs.copyFrom(MemorySegment.ofArray(plain));
                MemorySegment outputs = outputPages.last(4L * rows * columns);

                HalfWeights.pack(values, 9, columns, GENERATED.orElseThrow())
                        .multiply(new Rows(inputs.asReadOnly(), rows, 36), new Rows(outputs, rows, 4L * columns));

                assertThat(outputs.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED))
                        .isEqualTo(product(PLAIN, plain, values, rows, 9));
            }
        }
    }

    @Test
    void theSelfTestNoticesOneWrongBit() {
        HalfGemm wrong = (weights, inputs, outputs) -> {
            PLAIN.multiply(weights, inputs, outputs);
            if (inputs.count() == 6) {
                int bits = outputs.values().get(ValueLayout.JAVA_INT, 8);
                outputs.values().set(ValueLayout.JAVA_INT, 8, bits ^ 1);
            }
        };

        assertThat(HalfGemmSelfTest.passes(PLAIN, PLAIN)).isTrue();
        assertThat(HalfGemmSelfTest.passes(wrong, PLAIN)).isFalse();
        GENERATED.ifPresent(generated ->
                assertThat(HalfGemmSelfTest.passes(generated, PLAIN)).isTrue());
    }

    @Test
    void wrongSizesAreRefused() {
        HalfWeights weights = HalfWeights.pack(new float[6], 2, 3);
        Rows two = Rows.of(new float[4], 2);

        assertThat(weights.depth()).isEqualTo(2);
        assertThat(weights.columns()).isEqualTo(3);
        assertThatThrownBy(() -> HalfWeights.pack(new float[5], 2, 3)).hasMessageContaining("2 x 3 weights, got 5");
        assertThatThrownBy(() -> weights.multiply(two, Rows.of(new float[3], 1)))
                .hasMessageContaining("got 1");
        assertThatThrownBy(() -> weights.multiply(two, Rows.of(new float[4], 2)))
                .hasMessageContaining("outputs");
        assertThatThrownBy(() -> weights.multiply(Rows.of(new float[2], 2), Rows.of(new float[6], 2)))
                .hasMessageContaining("inputs");
    }

    private static float[] product(HalfGemm by, float[] inputs, float[] weights, int rows, int depth) {
        int columns = weights.length / depth;
        float[] result = new float[rows * columns];
        HalfWeights.pack(weights, depth, columns, by).multiply(Rows.of(inputs, rows), Rows.of(result, rows));
        return result;
    }
}
