package io.tifl.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class FrameTest {
    private static final Frame FRAME = new Frame("TEST", 3);

    private static byte[] sealed() {
        return FRAME.seal(sink -> {
            sink.u8(7);
            sink.string("ü", 10);
        });
    }

    @Test
    void aBodyIsFramedAsThePageSays() {
        assertThat(HexFormat.of().formatHex(sealed()))
                .startsWith("54455354" + "0300" + "0000" + "0500000000000000" + "07" + "0200c3bc");
    }

    @Test
    void whatWasSealedIsOpened() throws Exception {
        Source body = FRAME.open(ByteBuffer.wrap(sealed()));

        assertThat(body.u8("number")).isEqualTo(7);
        assertThat(body.string("text", 10)).isEqualTo("ü");
        body.requireEnd();
    }

    @Test
    void anyDamageIsNoticed() {
        byte[] sealed = sealed();
        for (int i = 0; i < sealed.length * 8; i++) {
            byte[] damaged = sealed.clone();
            damaged[i / 8] ^= (byte) (1 << (i % 8));

            assertThatThrownBy(() -> FRAME.open(ByteBuffer.wrap(damaged)))
                    .isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void anotherVersionIsRefusedByName() {
        assertThatThrownBy(() -> new Frame("TEST", 4).open(ByteBuffer.wrap(sealed())))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("format version 3 of TEST is unknown; this program reads version 4");
        assertThatThrownBy(() -> FRAME.open(ByteBuffer.allocate(3))).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void aMarkHasFourLetters() {
        assertThatThrownBy(() -> new Frame("TESTS", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Frame("TEST", 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
