package io.tifl.aggregation.secure;

/** A client's reply to a stage does not count: it is not what was asked for, or not from whom it says. */
public final class RefusedReplyException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedReplyException(String message) {
        super(message);
    }
}
