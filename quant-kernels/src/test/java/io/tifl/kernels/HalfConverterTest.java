package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.kernels.internal.GuardedMemory;
import io.tifl.kernels.jit.HalfConversion;
import io.tifl.kernels.jit.Jit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Generated conversions give the bits of the plain loops, wherever values lie. */
class HalfConverterTest {
    private static final HalfConverter PLAIN = new PlainHalfConverter();
    private static final Optional<HalfConverter> GENERATED = GeneratedHalfConverter.load(Jit.instance(), PLAIN);

    @BeforeEach
    void requireGeneratedCode() {
        assumeTrue(GENERATED.isPresent(), "no AVX2, or no generated code");
    }

    @ParameterizedTest
    @EnumSource
    void bitsAreTheSame(HalfConversion conversion) {
        for (int count : new int[] {0, 1, 7, 8, 9, 16, 31, 32, 33, 40, 71, 1000, (1 << 18) + 13}) {
            byte[] from = new byte[count * conversion.fromBytes()];
            new SplittableRandom(count).nextBytes(from);

            assertThat(converted(GENERATED.orElseThrow(), conversion, from))
                    .isEqualTo(converted(PLAIN, conversion, from));
        }
    }

    /** Every upper half, with lower halves around where rounding turns, and every half. */
    @ParameterizedTest
    @EnumSource
    void everyHalfAndWhatLiesAroundItIsTheSame(HalfConversion conversion) {
        for (int lower : new int[] {0, 1, 0x0fff, 0x1000, 0x1001, 0x3000, 0x7fff, 0x8000, 0x8001, 0xffff}) {
            int[] floats = new int[1 << 16];
            short[] halves = new short[1 << 16];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = i << Short.SIZE | lower;
                halves[i] = (short) i;
            }
            MemorySegment from = conversion.fromBytes() == Float.BYTES
                    ? MemorySegment.ofArray(floats)
                    : MemorySegment.ofArray(halves);
            byte[] bytes = from.toArray(ValueLayout.JAVA_BYTE);

            assertThat(converted(GENERATED.orElseThrow(), conversion, bytes))
                    .isEqualTo(converted(PLAIN, conversion, bytes));
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledOnOs(OS.LINUX)
    void valuesMayEndAtTheEndOfTheirPage(HalfConversion conversion) throws Throwable {
        GuardedMemory fromPages = new GuardedMemory(4096);
        GuardedMemory toPages = new GuardedMemory(4096);
        for (int count = 1; count < 80; count++) {
            byte[] bytes = new byte[count * conversion.fromBytes()];
            new SplittableRandom(count).nextBytes(bytes);
            MemorySegment from = fromPages.last(bytes.length);
            from.copyFrom(MemorySegment.ofArray(bytes));
            MemorySegment to = toPages.last((long) count * conversion.toBytes());

            GENERATED.orElseThrow().convert(conversion, from, to);

            assertThat(to.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(converted(PLAIN, conversion, bytes));
        }
    }

    @Test
    void theSelfTestNoticesOneWrongBit() {
        HalfConverter wrong = (conversion, from, to) -> {
            PLAIN.convert(conversion, from, to);
            if (conversion == HalfConversion.FROM_BFLOAT16) {
                to.set(ValueLayout.JAVA_BYTE, 9, (byte) (to.get(ValueLayout.JAVA_BYTE, 9) ^ 1));
            }
        };

        assertThat(HalfConverterSelfTest.passes(PLAIN, PLAIN)).isTrue();
        assertThat(HalfConverterSelfTest.passes(GENERATED.orElseThrow(), PLAIN)).isTrue();
        assertThat(HalfConverterSelfTest.passes(wrong, PLAIN)).isFalse();
    }

    private static byte[] converted(HalfConverter by, HalfConversion conversion, byte[] from) {
        byte[] to = new byte[from.length / conversion.fromBytes() * conversion.toBytes()];
        by.convert(conversion, MemorySegment.ofArray(from).asReadOnly(), MemorySegment.ofArray(to));
        return to;
    }
}
