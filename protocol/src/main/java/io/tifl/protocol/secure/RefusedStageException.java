package io.tifl.protocol.secure;

/** A client does not go on with secure aggregation, since what it is asked would show more than a sum, or cannot be. */
public final class RefusedStageException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedStageException(String message) {
        super(message);
    }
}
