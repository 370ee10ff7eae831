package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersTest {
    private static final Layout TWO = Layout.flat(2);

    @Test
    void valuesAreReadBack() {
        Parameters parameters = Parameters.copyOf(TWO, new float[] {1, 2});

        assertThat(parameters.get(1)).isEqualTo(2f);
        assertThat(parameters.toArray()).containsExactly(1, 2);
        assertThat(parameters.size()).isEqualTo(2);
        assertThat(parameters).hasToString("Parameters[2 values]");
        assertThat(Parameters.zeros(TWO).toArray()).containsExactly(0, 0);
        assertThatThrownBy(() -> parameters.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void aCopyDoesNotChangeWithItsSource() {
        float[] source = {1, 2};
        Parameters copy = Parameters.copyOf(TWO, source);
        source[0] = 9;
        copy.toArray()[1] = 9;

        assertThat(copy.toArray()).containsExactly(1, 2);
    }

    @Test
    void nobodyWritesThroughTheSegment() {
        MemorySegment values = Parameters.zeros(TWO).values();

        assertThatThrownBy(() -> values.setAtIndex(Parameters.VALUE, 0, 1f))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWrongNumberOfValuesIsRefused() {
        assertThatThrownBy(() -> Parameters.copyOf(TWO, new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("layout holds 2 values, got 3 (12 bytes)");
    }

    @Test
    void memoryThatIsNotAlignedIsRefusedAtOnce() {
        assertThatThrownBy(() -> new Parameters(TWO, MemorySegment.ofArray(new byte[8])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aligned to 4 bytes");
    }

    @Test
    void nativeMemoryHoldsParametersToo() {
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = new Parameters(TWO, arena.allocateFrom(Parameters.VALUE, 3f, 4f));

            assertThat(parameters).isEqualTo(Parameters.copyOf(TWO, new float[] {3, 4}));
            assertThat(parameters.sha256())
                    .isEqualTo(Parameters.copyOf(TWO, new float[] {3, 4}).sha256());
        }
    }

    @Test
    void equalityIsByBitsAndLayout() {
        Parameters zero = Parameters.copyOf(TWO, new float[] {0f, Float.NaN});

        assertThat(zero)
                .isEqualTo(Parameters.copyOf(TWO, new float[] {0f, Float.NaN}))
                .hasSameHashCodeAs(Parameters.zeros(TWO));
        assertThat(zero).isNotEqualTo(Parameters.copyOf(TWO, new float[] {-0f, Float.NaN}));
        assertThat(Parameters.zeros(TWO))
                .isNotEqualTo(Parameters.zeros(new Layout(List.of(new Layout.Block("x", List.of(2))))));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 16383, 16384, 16385, 50000})
    void theHashIsThatOfTheLittleEndianFloats(int size) throws Exception {
        float[] values = new float[size];
        ByteBuffer bytes = ByteBuffer.allocate(4 * size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            values[i] = (float) Math.sin(i);
            bytes.putFloat(values[i]);
        }
        byte[] expected = MessageDigest.getInstance("SHA-256").digest(bytes.array());

        assertThat(Parameters.owning(Layout.flat(size), values).sha256())
                .isEqualTo(HexFormat.of().formatHex(expected));
    }

    @Test
    void theHashOfAKnownVectorStays() {
        // printf '\0\0\200\077\0\0\0\300' | sha256sum
        assertThat(Parameters.copyOf(TWO, new float[] {1f, -2f}).sha256())
                .isEqualTo("ee4ac73c2bd27756ab82780f27c73a7bc4d3f0bb6acb37e008bc27eccd7e588b");
    }
}
