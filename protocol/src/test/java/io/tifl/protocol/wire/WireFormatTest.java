package io.tifl.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

final class WireFormatTest {
    static final List<WireMessage> ALL = List.copyOf(Messages.all().values());

    private final WireFormat format = new WireFormat(WireLimits.defaults());

    @ParameterizedTest
    @FieldSource("ALL")
    void everyMessageComesBackAsItWas(WireMessage message) throws MalformedMessageException {
        assertThat(format.decode(format.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theSizeIsKnownBeforeEncoding(WireMessage message) {
        assertThat(format.sizeOf(message)).isEqualTo(format.encode(message).length);
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void aChannelGetsTheSameBytes(WireMessage message) throws IOException {
        assertThat(written(message)).isEqualTo(format.encode(message));
    }

    @Test
    void aChannelGetsTheSameBytesOfMessagesOfAnyLength() throws IOException {
        for (int bytes : new int[] {65_000, 65_300, 65_400, 65_500, 65_536, 131_000, 200_001}) {
            byte[] payload = new byte[bytes];
            new SplittableRandom(bytes).nextBytes(payload);
            EncodedUpdate update = new EncodedUpdate("int8", 1, MemorySegment.ofArray(payload));
            WireMessage message = new WireMessage.Reply(new TaskReply.Updated(Messages.ID, update, 1, Metrics.none()));

            assertThat(written(message)).isEqualTo(format.encode(message));
        }
    }

    @Test
    void aChannelThatFailsSaysHow() {
        WritableByteChannel full = new Trickle() {
            @Override
            public int write(ByteBuffer source) throws IOException {
                throw new IOException("no space left");
            }
        };

        assertThatThrownBy(() -> format.write(Messages.named("model"), full))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    private byte[] written(WireMessage message) throws IOException {
        Trickle channel = new Trickle();
        format.write(message, channel);
        return channel.bytes.toByteArray();
    }

    /** Takes a few bytes at a time. */
    private static class Trickle implements WritableByteChannel {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public int write(ByteBuffer source) throws IOException {
            byte[] some = new byte[Math.min(1001, source.remaining())];
            source.get(some);
            bytes.writeBytes(some);
            return some.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @FieldSource("ALL")
    void theHeaderTellsTheLength(WireMessage message) throws MalformedMessageException {
        byte[] bytes = format.encode(message);

        assertThat(format.messageBytes(ByteBuffer.wrap(bytes, 0, WireFormat.HEADER_BYTES)))
                .isEqualTo(bytes.length);
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultTravels(TaskReply.Fault fault) throws MalformedMessageException {
        WireMessage message = new WireMessage.Reply(new TaskReply.Failed(Messages.ID, fault, ""));

        assertThat(format.decode(format.encode(message))).isEqualTo(message);
    }

    @Test
    void aSliceOfADirectBufferDecodesAndItsPositionStays() throws MalformedMessageException {
        WireMessage message = Messages.named("updated");
        byte[] bytes = format.encode(message);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 10)
                .put(5, bytes)
                .position(5)
                .limit(5 + bytes.length);

        assertThat(format.decode(direct.asReadOnlyBuffer())).isEqualTo(message);
        assertThat(direct.position()).isEqualTo(5);
    }

    @Test
    void anUpdateOfTheFloatCodecSurvivesTheWire() throws Exception {
        EncodedUpdate sent = new Float32Codec().encode(Messages.MODEL.parameters(), 0);
        WireMessage message = new WireMessage.Reply(new TaskReply.Updated(Messages.ID, sent, 1, Metrics.none()));

        WireMessage.Reply reply = (WireMessage.Reply) format.decode(format.encode(message));

        EncodedUpdate received = ((TaskReply.Updated) reply.reply()).update();
        assertThat(new Float32Codec().decode(received, Messages.LAYOUT)).isEqualTo(Messages.MODEL.parameters());
    }

    @Test
    void aReferenceIsCompletedByItsModelOnly() {
        WireOrder reference = WireOrder.withReference(Messages.ORDER);
        GlobalModel next = Messages.MODEL.next(Messages.MODEL.parameters());
        GlobalModel other = new GlobalModel(ModelSpec.of("linear"), 7, Parameters.zeros(Layout.flat(8)));

        assertThat(reference.toOrder(Messages.MODEL)).isEqualTo(Messages.ORDER);
        assertThat(WireOrder.withModel(Messages.ORDER).toOrder(Messages.MODEL)).isEqualTo(Messages.ORDER);
        assertThatThrownBy(() -> reference.toOrder(next))
                .hasMessageContaining("version=7")
                .hasMessageContaining("version=8");
        assertThatThrownBy(() -> reference.toOrder(other)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> WireOrder.withModel(Messages.ORDER).toOrder(next))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFutureVersionIsNamed() {
        byte[] bytes = bytesOf("model");
        bytes[4] = 2;

        assertMalformed(bytes, "format version 2 is unknown; this program reads version 1");
    }

    @Test
    void anUnknownKindIsNamed() {
        byte[] bytes = bytesOf("model");
        bytes[6] = (byte) 200;

        assertMalformed(bytes, "message kind 200 is unknown to version 1 of the format; known are 1 to 5");
    }

    @Test
    void unknownFlagsAreRefused() {
        byte[] bytes = bytesOf("model");
        bytes[7] = 1;

        assertMalformed(bytes, "flags 1 are unknown to version 1");
    }

    @Test
    void whatIsNoMessageIsCalledSo() {
        assertMalformed(
                "<!DOCTYPE html><html>".getBytes(StandardCharsets.US_ASCII),
                "this is no tifl message: it does not begin with TIFL");
        assertMalformed(new byte[0], "magic: 4 bytes expected, but only 0 follow");
    }

    @Test
    void aFlippedBitIsSeenByTheChecksum() {
        byte[] bytes = bytesOf("updated");
        bytes[bytes.length - 12] ^= 1;

        assertMalformed(bytes, "the checksum does not match: the message was damaged on its way");
    }

    @Test
    void aSignatureIsRefusedByAVersionThatCannotCheckIt() {
        byte[] bytes = bytesOf("updated");
        bytes[bytes.length - 8] = 1;

        assertMalformed(bytes, "the message is signed; version 1 has no signatures");
    }

    @Test
    void aValueThatCannotBeIsRefusedWithItsReason() {
        byte[] bytes = bytesOf("measured");
        bytes[Envelope.HEADER_BYTES + 2] = '/'; // the job's first letter

        assertMalformed(
                Messages.sealed(bytes),
                "the message says what cannot be: job id may hold letters, digits and . _ : - only, got character 47 at position 0");
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] bytes = bytesOf("measured");
        bytes[Envelope.HEADER_BYTES + 2] = (byte) 0xff;

        assertMalformed(Messages.sealed(bytes), "job: not valid UTF-8");
    }

    @Test
    void namesMustAscend() {
        byte[] bytes = bytesOf("measured");
        int loss = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("loss");
        bytes[loss] = 'A';

        assertMalformed(Messages.sealed(bytes), "metric names must ascend, and none may come twice");
    }

    @Test
    void bytesAfterTheLastFieldAreRefused() {
        byte[] bytes = Arrays.copyOf(bytesOf("failed"), bytesOf("failed").length + 3);

        assertMalformed(Messages.sealed(bytes), "3 bytes too many after the last field");
    }

    @Test
    void aLongerMessageThanAllowedIsRefusedByItsHeader() {
        byte[] header = Arrays.copyOf(bytesOf("failed"), WireFormat.HEADER_BYTES);
        ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putLong(8, Long.MAX_VALUE);

        assertThatThrownBy(() -> format.messageBytes(ByteBuffer.wrap(header)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("body length: 9223372036854775807 bytes announced, messages have at most 268435456 in all");
    }

    @Test
    void limitsHoldForReaderAndWriter() {
        WireMessage order = Messages.named("order-inline");
        byte[] bytes = format.encode(order);
        for (WireLimits tight : List.of(
                new WireLimits(bytes.length - 1, 16384, 1024, 16384),
                new WireLimits(bytes.length, 7, 1024, 16384),
                new WireLimits(bytes.length, 16384, 2, 16384),
                new WireLimits(bytes.length, 16384, 1024, 1))) {
            WireFormat strict = new WireFormat(tight);
            assertThatThrownBy(() -> strict.encode(order)).as("%s", tight).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> strict.decode(bytes))
                    .as("%s", tight)
                    .isInstanceOf(MalformedMessageException.class);
        }
        assertThat(new WireFormat(WireLimits.defaults().withMaxMessageBytes(bytes.length)).encode(order))
                .isEqualTo(bytes);
    }

    @Test
    void halfACharacterIsNotWritten() {
        WireMessage message = new WireMessage.Model(new GlobalModel(
                new ModelSpec("m", Settings.none().with("x", "\ud800")), 0, Messages.MODEL.parameters()));

        assertThatThrownBy(() -> format.encode(message))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new WireLimits(0, 1, 1, 1)).hasMessage("maxMessageBytes must be at least 1, got 0");
        assertThatThrownBy(() -> new WireLimits(1, 65536, 1, 1)).hasMessageContaining("65535");
    }

    private byte[] bytesOf(String name) {
        return format.encode(Messages.named(name));
    }

    private void assertMalformed(byte[] bytes, String message) {
        assertThatThrownBy(() -> format.decode(bytes))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage(message);
    }
}
