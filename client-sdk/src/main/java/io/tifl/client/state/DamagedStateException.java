package io.tifl.client.state;

import java.io.IOException;

/** A file of the client's own is not what the client wrote. It stays as it is, for a person to look at. */
public final class DamagedStateException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedStateException(String message) {
        super(message);
    }
}
