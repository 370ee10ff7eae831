package io.tifl.protocol.codec;

/** The bytes of an update are not what its codec writes: the sender is at fault and its update is not counted. */
public final class MalformedUpdateException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedUpdateException(String message) {
        super(message);
    }
}
