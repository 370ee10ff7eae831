package io.tifl.coordinator.http;

import io.tifl.protocol.ClientId;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Which clients there are. Thread-safe. */
public interface ClientRegistry {
    /**
     * A client that enrolled.
     *
     * @param generation of its key
     * @param departures how often it left: sessions from before are over
     * @param barred whether an operator shut it out
     */
    record Client(ClientId id, int generation, int departures, boolean barred) {}

    /**
     * What somebody asks for who wants to enrol.
     *
     * @param token one-time token of an operator
     * @param wanted the id it would like, if any
     * @param retry a text by which a repetition of this very enrolment is known, if any
     */
    record Enrolment(String token, Optional<ClientId> wanted, Optional<String> retry, Map<String, String> attributes) {}

    /** The client; asked for with every request, so it should be at hand. */
    Optional<Client> find(ClientId id) throws IOException;

    /**
     * Enrols a client.
     *
     * @return empty if the token is unknown, used or has run out, or the wanted id is taken
     */
    Optional<Client> enrol(Enrolment enrolment) throws IOException;

    /** Notes that a client was heard of. */
    void seen(ClientId id);

    /** Notes that a client said goodbye; its sessions are over once this returns. */
    void left(ClientId id) throws IOException;
}
