package io.tifl.coordinator.kafka;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The clients there are, as far as the bridge has to know them. Thread-safe. */
public interface Fleet {
    /**
     * A client that enrolled.
     *
     * @param key as it is now
     * @param barred whether an operator shut it out
     */
    record Member(ClientKey key, boolean barred) {}

    /** The client; asked for with every call, so it should be at hand. */
    Optional<Member> find(ClientId client) throws IOException;

    /**
     * Counts a call or a reply of a client, whose signature is good.
     *
     * @return empty if it may be heard; else after how long the client may ask again
     */
    Optional<Duration> keptBack(ClientId client);

    /** Notes that a client was heard of. */
    void seen(ClientId client);

    /** Notes that a client said goodbye. */
    void left(ClientId client) throws IOException;

    /** Notes what an operator may have to look into. */
    void suspicious(ClientId client, String event, String detail);
}
