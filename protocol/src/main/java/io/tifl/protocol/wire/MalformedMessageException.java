package io.tifl.protocol.wire;

/** Bytes that are not a message this version understands, or one beyond the limits: the sender is at fault. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
