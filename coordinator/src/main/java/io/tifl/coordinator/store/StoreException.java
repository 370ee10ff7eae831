package io.tifl.coordinator.store;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The store could not do it; nothing was changed, unless the connection broke while a change was being confirmed. */
public sealed class StoreException extends IOException permits FencedException {
    private static final long serialVersionUID = 1L;

    /** The reason. */
    private final Reason reason;

    /** What kind of trouble it is, and with it who can help. */
    public enum Reason {
        /** The database does not answer; it may come back. */
        UNREACHABLE,
        /** The database refuses this user, or knows no database of this name. */
        REFUSED,
        /** A newer version of this program has written the database. */
        NEWER_SCHEMA,
        /** There is no room left; nothing acknowledged is lost, and work goes on once there is. */
        DISK_FULL,
        /** The data folder or a file in it may not be written. */
        NOT_WRITABLE,
        /** Another process holds the database for longer than is waited. */
        LOCKED,
        /** Stored bytes are not what was written. */
        DAMAGED,
        /** Another coordinator leads. */
        FENCED,
        /** Anything else; the cause says what. */
        OTHER
    }

    StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    StoreException(Reason reason, String message) {
        this(reason, message, null);
    }

    public Reason reason() {
        return reason;
    }
}
