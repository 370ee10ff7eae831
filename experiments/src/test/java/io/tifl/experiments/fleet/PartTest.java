package io.tifl.experiments.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.kafka.Piece;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartTest {
    private final Assembly assembly = new Assembly();

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RandomGenerator.of("L64X128MixRandom").nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, Piece.BYTES - 1, Piece.BYTES, Piece.BYTES + 1, 2 * Piece.BYTES, 3 * Piece.BYTES + 17})
    void messageOfSeveralArraysIsPutTogetherAgain(int length) {
        byte[] message = random(length);
        int cut = length / 3;
        List<byte[]> segments = List.of(
                java.util.Arrays.copyOfRange(message, 0, cut),
                new byte[0],
                java.util.Arrays.copyOfRange(message, cut, length));
        Optional<byte[]> whole = Optional.empty();

        for (int index = 0; index < Part.count(length); index++) {
            assertThat(whole).isEmpty();
            Part part = Part.parse(new Part("worker/ü", 5, index, length).encode());
            whole = assembly.add(part, Part.bytes(segments, index, length));
        }

        assertThat(whole).hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(message));
    }

    @Test
    void partsOfTwoSendersDoNotMix() {
        int length = Piece.BYTES + 1;
        byte[] one = random(length);
        byte[] other = random(length);

        assembly.add(new Part("one", 1, 0, length), Part.bytes(List.of(one), 0, length));
        assembly.add(new Part("other", 1, 0, length), Part.bytes(List.of(other), 0, length));

        assertThat(assembly.add(new Part("one", 1, 1, length), Part.bytes(List.of(one), 1, length)))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEqualTo(one));
    }

    @Test
    void aMessageThatMissesAPartNeverBecomesWhole() {
        int length = 2 * Piece.BYTES + 1;
        byte[] message = random(length);

        assembly.add(new Part("one", 1, 0, length), Part.bytes(List.of(message), 0, length));

        assertThat(assembly.add(new Part("one", 1, 2, length), Part.bytes(List.of(message), 2, length)))
                .isEmpty();
        assertThat(assembly.add(new Part("one", 1, 1, length), Part.bytes(List.of(message), 1, length)))
                .isEmpty();
    }

    @Test
    void headersThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Part.parse(new byte[3])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Part.parse(new Part("x", 1, 1, 10).encode()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> assembly.add(new Part("x", 1, 0, 10), new byte[9]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
