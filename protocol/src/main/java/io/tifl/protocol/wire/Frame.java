package io.tifl.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * What a program keeps for itself, as bytes: four letters, a format version, a body and a checksum, little-endian like the
 * wire format. Immutable and thread-safe.
 *
 * <p>u32 magic, u16 version, u16 zero, u64 length of the body, body, u32 CRC-32C of everything before it. One content has
 * one encoding if its body has. The checksum finds damage, not malice.
 *
 * @param magic four ASCII letters
 * @param version of the body's format, 1 to 65535
 */
public record Frame(String magic, int version) {
    private static final int HEADER_BYTES = 16;
    private static final int TRAILER_BYTES = Integer.BYTES;

    public Frame {
        if (magic.getBytes(StandardCharsets.US_ASCII).length != Integer.BYTES) {
            throw new IllegalArgumentException("a format's mark has 4 letters, got '" + magic + "'");
        }
        if (version < 1 || version > 0xffff) {
            throw new IllegalArgumentException("a format's version lies in [1, 65535], got " + version);
        }
    }

    /**
     * The bytes of a body.
     *
     * @param body writes it; called twice, the first time only to count, and must write the same both times
     * @throws IllegalArgumentException if it needs more than an array holds
     */
    public byte[] seal(Consumer<Sink> body) {
        Sink.Counter counter = new Sink.Counter();
        body.accept(counter);
        long bytes = HEADER_BYTES + counter.total() + TRAILER_BYTES;
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(magic + " would need " + bytes + " bytes: more than an array holds");
        }
        byte[] sealed = new byte[(int) bytes];
        ByteBuffer buffer = ByteBuffer.wrap(sealed).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(magic.getBytes(StandardCharsets.US_ASCII));
        buffer.putShort((short) version).putShort((short) 0).putLong(counter.total());
        body.accept(new Sink.Buffer(buffer));
        buffer.putInt(checksum(buffer.slice(0, buffer.position())));
        return sealed;
    }

    /**
     * The body of sealed bytes, to be read field by field and to its end.
     *
     * @throws MalformedMessageException if they are anything but one whole frame of this magic and version
     */
    public Source open(ByteBuffer sealed) throws MalformedMessageException {
        ByteBuffer bytes = sealed.slice().order(ByteOrder.LITTLE_ENDIAN);
        Source header = new Source(bytes);
        requireMagic(header);
        int found = header.u16("format version");
        if (found != version) {
            throw new MalformedMessageException(
                    "format version " + found + " of " + magic + " is unknown; this program reads version " + version);
        }
        if (header.u16("flags") != 0) {
            throw new MalformedMessageException("flags of " + magic + " are unknown to version " + version);
        }
        long body = header.i64("body length");
        if (body < 0 || body != bytes.limit() - (long) HEADER_BYTES - TRAILER_BYTES) {
            throw new MalformedMessageException(magic + ": a body of " + Long.toUnsignedString(body)
                    + " bytes does not fit in " + bytes.limit() + " bytes");
        }
        int end = bytes.limit() - TRAILER_BYTES;
        if (bytes.getInt(end) != checksum(bytes.slice(0, end))) {
            throw new MalformedMessageException("the checksum of " + magic + " does not match: the bytes are damaged");
        }
        return new Source(bytes.slice(HEADER_BYTES, (int) body));
    }

    private void requireMagic(Source header) throws MalformedMessageException {
        byte[] letters = magic.getBytes(StandardCharsets.US_ASCII);
        for (byte letter : letters) {
            if (header.u8("magic") != (letter & 0xff)) {
                throw new MalformedMessageException("these bytes do not begin with " + magic);
            }
        }
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
