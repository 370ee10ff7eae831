package io.tifl.protocol.wire;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads fields from bytes, little-endian; says so when there are too few. Confined to one thread. */
public final class Source {
    private final ByteBuffer buffer;

    /** Over the bytes between position and limit; the buffer's own position stays. */
    public Source(ByteBuffer bytes) {
        this.buffer = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    public int remaining() {
        return buffer.remaining();
    }

    public int u8(String field) throws MalformedMessageException {
        return require(Byte.BYTES, field).get() & 0xff;
    }

    public int u16(String field) throws MalformedMessageException {
        return require(Short.BYTES, field).getShort() & 0xffff;
    }

    public long u32(String field) throws MalformedMessageException {
        return require(Integer.BYTES, field).getInt() & 0xffffffffL;
    }

    public long i64(String field) throws MalformedMessageException {
        return require(Long.BYTES, field).getLong();
    }

    /** A number of things that take at least {@code bytesEach}: refused if beyond {@code max} or the bytes left. */
    public int count(String field, int max, int bytesEach) throws MalformedMessageException {
        long count = u32(field);
        if (count > max) {
            throw new MalformedMessageException(field + ": " + count + " announced, at most " + max + " allowed");
        }
        if (count * bytesEach > remaining()) {
            throw new MalformedMessageException(
                    field + ": " + count + " announced, but only " + remaining() + " bytes follow");
        }
        return (int) count;
    }

    public String string(String field, int maxBytes) throws MalformedMessageException {
        int length = u16(field);
        if (length > maxBytes) {
            throw new MalformedMessageException(
                    field + ": " + length + " bytes announced, at most " + maxBytes + " allowed");
        }
        require(length, field);
        ByteBuffer utf8 = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
        } catch (CharacterCodingException _) {
            throw new MalformedMessageException(field + ": not valid UTF-8");
        }
    }

    /** A copy of the next bytes, so many. */
    public byte[] bytes(String field, int count) throws MalformedMessageException {
        ByteBuffer checked = require(count, field);
        byte[] bytes = new byte[count];
        checked.get(bytes);
        return bytes;
    }

    /** A view of the next bytes, which their own length precedes. */
    public MemorySegment payload(String field) throws MalformedMessageException {
        long length = i64(field);
        if (length < 0 || length > remaining()) {
            throw new MalformedMessageException(field + ": " + Long.toUnsignedString(length)
                    + " bytes announced, but only " + remaining() + " follow");
        }
        MemorySegment view = MemorySegment.ofBuffer(buffer.slice(buffer.position(), (int) length));
        buffer.position(buffer.position() + (int) length);
        return view;
    }

    public void requireEnd() throws MalformedMessageException {
        if (buffer.hasRemaining()) {
            throw new MalformedMessageException(buffer.remaining() + " bytes too many after the last field");
        }
    }

    private ByteBuffer require(int bytes, String field) throws MalformedMessageException {
        if (buffer.remaining() < bytes) {
            throw new MalformedMessageException(
                    field + ": " + bytes + " bytes expected, but only " + buffer.remaining() + " follow");
        }
        return buffer;
    }
}
