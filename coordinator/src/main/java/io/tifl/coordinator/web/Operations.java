package io.tifl.coordinator.web;

import io.tifl.protocol.ClientId;

/** What the interface asks of the coordinator behind it. Thread-safe. */
public interface Operations {
    /** Jobs were created or changed: look now. */
    void jobsChanged();

    /** A client was barred, admitted or given a new key. */
    void clientChanged(ClientId client);

    /** Whether rounds run here, rather than on another coordinator of the same store. */
    boolean isLeader();

    /** Whether a client was heard of lately, here. */
    boolean isPresent(ClientId client);

    /** How many clients were. */
    int presentClients();
}
