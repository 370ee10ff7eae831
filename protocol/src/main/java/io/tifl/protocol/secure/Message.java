package io.tifl.protocol.secure;

import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** How the messages of all stages begin: a byte that says which it is, and one for the version, 1. */
final class Message {
    static final int HEADER_BYTES = 2;

    private static final int VERSION = 1;

    private Message() {}

    static Sink.Buffer buffer(int bytes) {
        return new Sink.Buffer(ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** A buffer for a message whose body has so many bytes. */
    static Sink.Buffer begin(int kind, int bodyBytes) {
        Sink.Buffer buffer = buffer(HEADER_BYTES + bodyBytes);
        buffer.u8(kind);
        buffer.u8(VERSION);
        return buffer;
    }

    static Source open(byte[] message, int kind, String what) throws MalformedMessageException {
        Source source = new Source(ByteBuffer.wrap(message));
        int given = source.u8("kind");
        if (given != kind) {
            throw new MalformedMessageException(what + " are of kind " + kind + ", got " + given);
        }
        int version = source.u8("version");
        if (version != VERSION) {
            throw new MalformedMessageException(what + " of version " + version + " are unknown");
        }
        return source;
    }

    static byte[] sha256(byte[] bytes) {
        MessageDigest digest = ClientKey.sha256();
        return digest.digest(bytes);
    }
}
