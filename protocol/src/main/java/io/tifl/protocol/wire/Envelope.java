package io.tifl.protocol.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** The bytes around a body: magic, version, kind, length, a place for a signature, checksum. */
final class Envelope {
    /** {@code TIFL} in ASCII, read as a little-endian number. */
    static final int MAGIC = 0x4c464954;

    static final int VERSION = 1;
    static final int HEADER_BYTES = 16;

    // Length of the signature, which is empty in version 1, and the checksum.
    static final int TRAILER_BYTES = Integer.BYTES + Integer.BYTES;

    private Envelope() {}

    /** Length of the whole message by its header, which is checked as far as it goes. */
    static long messageBytes(Source header, WireLimits limits) throws MalformedMessageException {
        requireMagicAndVersion(header);
        Kind.of(header.u8("kind"));
        int flags = header.u8("flags");
        if (flags != 0) {
            throw new MalformedMessageException("flags " + flags + " are unknown to version " + VERSION);
        }
        long body = header.i64("body length");
        long most = limits.maxMessageBytes() - (long) HEADER_BYTES - TRAILER_BYTES;
        if (body < 0 || body > most) {
            throw new MalformedMessageException("body length: " + Long.toUnsignedString(body)
                    + " bytes announced, messages have at most " + limits.maxMessageBytes() + " in all");
        }
        return HEADER_BYTES + body + TRAILER_BYTES;
    }

    private static void requireMagicAndVersion(Source header) throws MalformedMessageException {
        if ((int) header.u32("magic") != MAGIC) {
            throw new MalformedMessageException("this is no tifl message: it does not begin with TIFL");
        }
        int version = header.u16("format version");
        if (version != VERSION) {
            throw new MalformedMessageException(
                    "format version " + version + " is unknown; this program reads version " + VERSION);
        }
    }

    /** Checks everything around the body of one whole message and returns the body. */
    static ByteBuffer open(ByteBuffer bytes, WireLimits limits) throws MalformedMessageException {
        ByteBuffer message = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        long expected = messageBytes(new Source(message), limits);
        if (message.limit() != expected) {
            throw new MalformedMessageException(
                    "the message should have " + expected + " bytes, got " + message.limit());
        }
        int end = message.limit() - TRAILER_BYTES;
        if (message.getInt(end) != 0) {
            throw new MalformedMessageException("the message is signed; version " + VERSION + " has no signatures");
        }
        int checksum = checksum(message.slice(0, end + Integer.BYTES));
        if (message.getInt(end + Integer.BYTES) != checksum) {
            throw new MalformedMessageException("the checksum does not match: the message was damaged on its way");
        }
        return message.slice(HEADER_BYTES, end - HEADER_BYTES);
    }

    /** Writes what precedes the body. */
    static void begin(Sink message, Kind kind, long bodyBytes) {
        message.u32(MAGIC);
        message.u16(VERSION);
        message.u8(kind.code);
        message.u8(0);
        message.i64(bodyBytes);
    }

    /** Writes what follows the body, up to the checksum. */
    static void end(Sink message) {
        message.u32(0);
    }

    static int checksum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
