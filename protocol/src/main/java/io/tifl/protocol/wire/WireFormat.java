package io.tifl.protocol.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;

/**
 * Version 1 of the wire format: messages to bytes and back, shared by every networked transport. Immutable and thread-safe.
 *
 * <p>One content has exactly one encoding: what decodes encodes to the same bytes again. {@code docs/wire-format.md}
 * describes the bytes. Nothing is trusted: every length is checked against the {@link WireLimits} and the bytes that are
 * there before memory is allocated, and whatever is wrong comes out as a {@link MalformedMessageException}.
 */
public final class WireFormat {
    /** How many bytes of a message {@link #messageBytes} needs. */
    public static final int HEADER_BYTES = Envelope.HEADER_BYTES;

    private static final int KIND_AT = 6;

    private final WireLimits limits;

    public WireFormat(WireLimits limits) {
        this.limits = limits;
    }

    /**
     * The message as bytes.
     *
     * @throws IllegalArgumentException if it is beyond the limits
     */
    public byte[] encode(WireMessage message) {
        byte[] encoded = new byte[(int) checkedSizeOf(message)];
        ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        writeUpToChecksum(message, encoded.length, new Sink.Buffer(buffer));
        buffer.putInt(Envelope.checksum(buffer.slice(0, buffer.position())));
        return encoded;
    }

    /**
     * Writes the bytes of {@link #encode} to a channel, through a small buffer: no copy of the message is made.
     *
     * @param channel in blocking mode; stays open
     * @throws IllegalArgumentException if the message is beyond the limits; nothing is written then
     */
    public void write(WireMessage message, WritableByteChannel channel) throws IOException {
        long bytes = checkedSizeOf(message);
        try {
            Sink.Stream stream = new Sink.Stream(channel);
            writeUpToChecksum(message, bytes, stream);
            stream.u32(stream.checksum());
            stream.flush();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void writeUpToChecksum(WireMessage message, long bytes, Sink sink) {
        Envelope.begin(sink, Kind.of(message), bytes - Envelope.HEADER_BYTES - Envelope.TRAILER_BYTES);
        new BodyWriter(sink, limits).write(message);
        Envelope.end(sink);
    }

    private long checkedSizeOf(WireMessage message) {
        long bytes = sizeOf(message);
        if (bytes > limits.maxMessageBytes()) {
            throw new IllegalArgumentException(
                    "a message has at most " + limits.maxMessageBytes() + " bytes, this one needs " + bytes);
        }
        return bytes;
    }

    /** How many bytes {@link #encode} makes of the message, found without copying a payload. */
    public long sizeOf(WireMessage message) {
        Sink.Counter counter = new Sink.Counter();
        new BodyWriter(counter, limits).write(message);
        return Envelope.HEADER_BYTES + counter.total() + Envelope.TRAILER_BYTES;
    }

    /**
     * The length of a whole message by its first {@link #HEADER_BYTES} bytes, for a reader that has to allocate for it.
     *
     * @throws MalformedMessageException if the header is no header of this version or announces more than the limits allow
     */
    public int messageBytes(ByteBuffer header) throws MalformedMessageException {
        return (int) Envelope.messageBytes(new Source(header), limits);
    }

    /** As {@link #decode(ByteBuffer)}, of a whole array, which is handed over. */
    public WireMessage decode(byte[] message) throws MalformedMessageException {
        return decode(ByteBuffer.wrap(message));
    }

    /**
     * Decodes the bytes between position and limit, which must be one whole message; the position stays.
     *
     * <p>The payload of an update is a view of these bytes: the caller hands them over and neither writes nor frees them
     * while the reply is in use. Models are copied.
     *
     * @throws MalformedMessageException if the bytes are anything but one valid message within the limits
     */
    public WireMessage decode(ByteBuffer message) throws MalformedMessageException {
        ByteBuffer header = message.slice();
        ByteBuffer body = Envelope.open(header, limits);
        Kind kind = Kind.of(header.get(KIND_AT) & 0xff);
        try {
            return new BodyReader(new Source(body), limits).read(kind);
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("the message says what cannot be: " + e.getMessage());
        }
    }
}
