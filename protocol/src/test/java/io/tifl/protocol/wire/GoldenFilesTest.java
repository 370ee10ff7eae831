package io.tifl.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Pins the bytes of version 1. The files come from {@code golden/v1/make.py}, which knows the format's page alone. */
final class GoldenFilesTest {
    static final List<String> NAMES = List.copyOf(Messages.all().sequencedKeySet());

    private final WireFormat format = new WireFormat(WireLimits.defaults());

    @ParameterizedTest
    @FieldSource("NAMES")
    void theFileDecodesToTheMessage(String name) throws Exception {
        assertThat(format.decode(golden(name))).isEqualTo(Messages.named(name));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void theMessageEncodesToTheFile(String name) throws Exception {
        assertThat(format.encode(Messages.named(name))).isEqualTo(golden(name));
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void whatIsDecodedEncodesToTheSameBytes(String name) throws Exception {
        assertThat(format.encode(format.decode(golden(name)))).isEqualTo(golden(name));
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = GoldenFilesTest.class.getResourceAsStream("/golden/v1/" + name + ".bin")) {
            return Objects.requireNonNull(file, name).readAllBytes();
        }
    }
}
