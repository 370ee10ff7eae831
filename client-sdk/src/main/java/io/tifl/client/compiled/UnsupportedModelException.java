package io.tifl.client.compiled;

/** A model has a part this engine does not know; the message names it. Another engine has to run it. */
public final class UnsupportedModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnsupportedModelException(String part) {
        super(part);
    }
}
