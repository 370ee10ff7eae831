package io.tifl.kernels.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.kernels.jit.GemmArithmetic;
import io.tifl.kernels.jit.Jit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class TierTest {
    @Test
    void generatedCodeRunsWhereItCan() {
        assumeTrue(Jit.instance().cpu().avx2(), "no AVX2, or no generated code");

        assertThat(Tier.choose("generated").description()).startsWith("generated");
    }

    @Test
    void avx512VnniIsUsedWhereItIsThere() {
        requireVnni();

        assertThat(Tier.choose("generated").description()).isEqualTo("generated: AVX-512 VNNI");
        assertThat(Tier.choose("generated").backend()).isInstanceOf(DotGemm.class);
    }

    @Test
    void withVnniNothingHasToBeProvedOfTheWeights() {
        Panels panels = new DotGemm(new ScalarGemm()).pack(extremes(), 255);

        assertThat(panels.arithmetic(0, 255)).isEqualTo(GemmArithmetic.DOT);
        assertThat(panels.extraSteps(0)).isZero();
        assertThat(panels.unpack()).isEqualTo(extremes().values());
    }

    @Test
    void withoutVnniOrSaturatingWaysOfAddingStayAsTheyWere() {
        assertThat(new ScalarGemm().pack(extremes(), 255).arithmetic(0, 255)).isEqualTo(GemmArithmetic.WIDENED);
        assertThat(Panels.saturating(extremes()).arithmetic(0, 255)).isEqualTo(GemmArithmetic.CHAIN1);
    }

    @Test
    void withOneWrongBitVnniIsNotUsed() {
        GemmBackend scalar = new ScalarGemm();
        GemmBackend wrong = (panels, stage) -> (input, output, stride, slice) -> {
            scalar.bind(panels, stage).compute(input, output, stride, slice);
            if (stage instanceof Stage.ToBytes && slice.rows() == 3) {
                flipOneBit(output);
            }
        };

        assertThat(Tier.dot(scalar).backend()).isInstanceOf(DotGemm.class);
        assertThat(Tier.dot(wrong).backend()).isSameAs(wrong);
        assertThat(Tier.dot(wrong).description()).startsWith("generated: AVX2; code for AVX-512 VNNI failed");
    }

    @Test
    void plainLoopsRunWhenAskedFor() {
        assertThat(Tier.choose("scalar").description()).startsWith("scalar: asked for");
        assertThat(Tier.choose("scalar").backend()).isInstanceOf(ScalarGemm.class);
    }

    @Test
    void theVectorApiRunsWhenAskedFor() {
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "no jdk.incubator.vector");

        assertThat(Tier.choose("vector").description()).startsWith("vector: asked for");
    }

    @Test
    void anUnknownTierIsRefused() {
        assertThatThrownBy(() -> Tier.choose("fast")).hasMessageContaining("got fast");
    }

    @Test
    void theSelfTestNoticesOneWrongBit() {
        GemmBackend scalar = new ScalarGemm();
        GemmBackend wrong = (panels, stage) -> (input, output, stride, slice) -> {
            scalar.bind(panels, stage).compute(input, output, stride, slice);
            if (stage instanceof Stage.ToFloats && panels.saturating()) {
                flipOneBit(output);
            }
        };

        assertThat(GemmSelfTest.passes(scalar, scalar)).isTrue();
        assertThat(GemmSelfTest.passes(wrong, scalar)).isFalse();
    }

    private static void requireVnni() {
        assumeTrue(Jit.instance().cpu().vnni512(), "no AVX-512 VNNI, or no generated code");
    }

    private static Weights extremes() {
        byte[] values = new byte[9 * 20];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (i % 2 == 0 ? -128 : 127);
        }
        return new Weights(values, 9, 20);
    }

    private static void flipOneBit(MemorySegment output) {
        output.set(ValueLayout.JAVA_BYTE, 5, (byte) (output.get(ValueLayout.JAVA_BYTE, 5) ^ 1));
    }
}
