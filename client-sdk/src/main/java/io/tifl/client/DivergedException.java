package io.tifl.client;

/** Training left the finite numbers: a fault of this client's data or settings, not of the program. */
public final class DivergedException extends Exception {
    private static final long serialVersionUID = 1L;

    public DivergedException(String message) {
        super(message);
    }
}
