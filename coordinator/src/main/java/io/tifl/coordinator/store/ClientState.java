package io.tifl.coordinator.store;

/** Whether a client may take part. */
public enum ClientState {
    ACTIVE,
    /** An operator shut it out. */
    BARRED
}
