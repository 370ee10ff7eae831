package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected values were drawn by CPython 3. */
class PythonRandomTest {
    @Test
    void drawsPythonsBits() {
        PythonRandom random = new PythonRandom(1);

        assertThat(List.of(random.bits(32), random.bits(32), random.bits(32)))
                .containsExactly(577_090_037L, 2_444_712_010L, 3_639_700_191L);
    }

    @Test
    void seedsWithTheAbsoluteValueAndWithMoreThan32Bits() {
        PythonRandom negative = new PythonRandom(-5);
        PythonRandom large = new PythonRandom((1L << 40) + 7);

        assertThat(List.of(negative.bits(32), negative.bits(32))).containsExactly(2_675_342_405L, 1_097_127_993L);
        assertThat(negative.nextDouble()).isEqualTo(0.7417869892607294);
        assertThat(List.of(large.bits(32), large.bits(32))).containsExactly(2_635_837_658L, 3_209_733_218L);
        assertThat(large.nextDouble()).isEqualTo(0.8149162973309487);
    }

    @Test
    void samplesAsPythonFromAPoolAndByRejection() {
        assertThat(new PythonRandom(1).sample(100, 5)).containsExactly(17, 72, 97, 8, 32);
        assertThat(new PythonRandom(1).sample(10, 9)).containsExactly(2, 1, 4, 0, 3, 5, 7, 9, 8);
    }

    @Test
    void shufflesAsPython() {
        List<Integer> numbers = IntStream.range(0, 10).boxed().toList();

        assertThat(new PythonRandom(1).shuffled(numbers)).containsExactly(6, 8, 9, 7, 5, 3, 0, 4, 1, 2);
    }

    @Test
    void samplesEverythingAndNothing() {
        assertThat(new PythonRandom(3).sample(7, 7)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        assertThat(new PythonRandom(3).sample(7, 0)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new PythonRandom(3).sample(3, 4));
    }
}
