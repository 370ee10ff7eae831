package io.tifl.aggregation.secure;

/** There is no sum: too many clients dropped out, or what they sent does not fit together. Nothing was learnt of any input. */
public final class AbortedSumException extends Exception {
    private static final long serialVersionUID = 1L;

    public AbortedSumException(String message) {
        super(message);
    }
}
