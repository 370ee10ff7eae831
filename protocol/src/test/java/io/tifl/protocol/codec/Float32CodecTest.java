package io.tifl.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class Float32CodecTest extends UpdateCodecContract {
    @Override
    public UpdateCodec codec() {
        return new Float32Codec();
    }

    @Override
    public double bound(Parameters change) {
        return 0;
    }

    @Test
    void valuesTravelLittleEndianInTheOrderOfTheLayout() {
        Parameters change = Parameters.copyOf(Layout.flat(2), new float[] {1f, -2f});

        byte[] bytes = codec().encode(change, 0).payload().toArray(ValueLayout.JAVA_BYTE);

        assertThat(bytes).containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
    }

    @Test
    void everyBitPatternSurvivesNansIncluded() throws MalformedUpdateException {
        Layout layout = Layout.flat(5);
        MemorySegment bits = MemorySegment.ofArray(new float[5]);
        int[] patterns = {0x7fc00001, 0xff800000, 0x80000000, 1, 0x7f7fffff};
        MemorySegment.copy(patterns, 0, bits, ValueLayout.JAVA_INT, 0, 5);
        Parameters change = new Parameters(layout, bits);

        byte[] bytes = codec().encode(change, 0).payload().toArray(ValueLayout.JAVA_BYTE);
        Parameters decoded = codec().decode(
                        new EncodedUpdate("float32", layout.fingerprint(), MemorySegment.ofArray(bytes)), layout);

        assertThat(decoded).isEqualTo(change);
    }

    @Test
    void nothingIsCopiedWithinOneProgram() throws MalformedUpdateException {
        float[] values = {1f, 2f};
        Parameters change = Parameters.owning(Layout.flat(2), values);

        Parameters decoded = codec().decode(codec().encode(change, 0), change.layout());
        values[0] = 5f; // breaks the rule of ownership, to see that memory is shared

        assertThat(decoded.get(0)).isEqualTo(5f);
    }

    @Test
    void memoryThatItsOwnerMayFreeIsCopied() throws MalformedUpdateException {
        Layout layout = Layout.flat(2);
        Parameters decoded;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment received = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1f, 2f);
            decoded = codec().decode(new EncodedUpdate("float32", layout.fingerprint(), received), layout);
        }

        assertThat(decoded.toArray()).containsExactly(1f, 2f);
    }

    @Test
    void valuesAreThereWithoutBeingDecoded() throws MalformedUpdateException {
        Layout layout = Layout.flat(2);
        MemorySegment bytes = MemorySegment.ofArray(new byte[9]).asSlice(1);
        bytes.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4, -2f);
        EncodedUpdate update = new EncodedUpdate("float32", layout.fingerprint(), bytes);

        MemorySegment values = new Float32Codec().valuesInPlace(update, layout).orElseThrow();
        bytes.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 1f);

        assertThat(values.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)).containsExactly(1f, -2f);
        assertThatThrownBy(() -> new Float32Codec().valuesInPlace(update, Layout.flat(3)))
                .isInstanceOf(MalformedUpdateException.class);
    }

    @Test
    void aRefusalSaysWhatWasExpected() {
        Layout layout = Layout.flat(2);
        EncodedUpdate update = new EncodedUpdate("float32", layout.fingerprint(), MemorySegment.ofArray(new byte[7]));

        assertThatThrownBy(() -> codec().decode(update, layout)).hasMessage("layout needs 8 bytes, got 7");
    }

    @Test
    void theCatalogueFindsIt() {
        assertThat(Catalog.load("codec", UpdateCodec.class).get("float32")).isInstanceOf(Float32Codec.class);
    }
}
