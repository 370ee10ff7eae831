package io.tifl.kernels.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Layout.Block;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Pins the codecs' bytes. The files come from {@code golden/codecs/make.py}, which knows the formats' page alone. */
class GoldenPayloadsTest {
    static final List<String> NAMES = List.of("float16", "int8", "int4", "int4-entropy", "sign", "top-k", "top-k-128");

    private static final Layout LAYOUT =
            new Layout(List.of(new Block("W", List.of(3, 100)), new Block("b", List.of(7))));

    @ParameterizedTest
    @FieldSource("NAMES")
    void theChangeEncodesToTheFile(String name) throws IOException {
        byte[] payload = codec(name).encode(change(), 42).payload().toArray(ValueLayout.JAVA_BYTE);

        assertThat(payload).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void theFileDecodesToWhatTheChangeWasRoundedTo(String name) throws Exception {
        EncodedUpdate file = new EncodedUpdate(name, LAYOUT.fingerprint(), MemorySegment.ofArray(golden(name)));

        Parameters decoded = codec(name).decode(file, LAYOUT);

        assertThat(decoded).isEqualTo(codec(name).decode(codec(name).encode(change(), 42), LAYOUT));
    }

    private static UpdateCodec codec(String name) {
        return Catalog.load("codec", UpdateCodec.class).get(name);
    }

    private static Parameters change() {
        float[] values = new float[LAYOUT.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.scalb((i * 37 % 101 - 50) / 64f, -(i % 5));
        }
        return Parameters.owning(LAYOUT, values);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = GoldenPayloadsTest.class.getResourceAsStream("/golden/codecs/" + name + ".bin")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }
}
