package io.tifl.coordinator.security;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;

/**
 * Challenges and sessions as signed texts, of which nothing is kept: they are good on every coordinator that has the same
 * key, and after any restart. Times are the coordinator's alone. Thread-safe.
 */
public final class ClientSessions {
    public static final Duration SESSION = Duration.ofHours(12);

    private static final Duration CHALLENGE = Duration.ofMinutes(1);
    private static final String SESSION_PURPOSE = "tifl-session-token-1";
    private static final String CHALLENGE_PURPOSE = "tifl-challenge-1";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientKey key;
    private final InstantSource clock;

    public ClientSessions(ClientKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Who a session belongs to.
     *
     * @param generation of the client's key that opened it
     */
    public record Session(ClientId client, int generation) {}

    /** A text for the client to sign. */
    public String challenge(ClientId client) {
        byte[] random = new byte[12];
        RANDOM.nextBytes(random);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        return signed(CHALLENGE_PURPOSE, CHALLENGE, client.value(), text);
    }

    /**
     * Opens a session if the challenge is ours, fresh, for this client, and signed with its key.
     *
     * @param generation of that key
     */
    public Optional<String> open(ClientId client, int generation, String challenge, String mac) {
        Optional<String[]> parts = parts(CHALLENGE_PURPOSE, challenge, 4);
        if (parts.isEmpty() || !parts.get()[0].equals(client.value())) {
            return Optional.empty();
        }
        String expected = clientKey(client, generation).signSession(client, challenge);
        return ClientKey.matches(expected, mac)
                ? Optional.of(signed(SESSION_PURPOSE, SESSION, client.value(), Integer.toString(generation)))
                : Optional.empty();
    }

    /** The session a text stands for, if it is ours and has not run out. */
    public Optional<Session> session(String text) {
        return parts(SESSION_PURPOSE, text, 4)
                .map(parts -> new Session(new ClientId(parts[0]), Integer.parseInt(parts[1])));
    }

    /** The key of a client, which only it and this coordinator know. */
    public ClientKey clientKey(ClientId client, int generation) {
        return key.derive(client, generation);
    }

    // client ~ detail ~ end ~ mac; no part can hold a tilde.
    private String signed(String purpose, Duration life, String client, String detail) {
        String end = Long.toString(clock.instant().plus(life).getEpochSecond());
        return String.join("~", client, detail, end, key.sign(purpose, client, detail, end));
    }

    private Optional<String[]> parts(String purpose, String text, int count) {
        String[] parts = text.split("~", count + 1);
        if (text.length() > 512 || text.indexOf('\n') >= 0 || parts.length != count) {
            return Optional.empty();
        }
        // The end is a number if the signature is ours.
        boolean ours = ClientKey.matches(key.sign(purpose, parts[0], parts[1], parts[2]), parts[3]);
        return ours && clock.instant().getEpochSecond() < Long.parseLong(parts[2])
                ? Optional.of(parts)
                : Optional.empty();
    }
}
