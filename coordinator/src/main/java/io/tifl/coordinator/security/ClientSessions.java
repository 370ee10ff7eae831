package io.tifl.coordinator.security;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Challenges and sessions as signed texts: they are good on every coordinator that has the same key, and after any restart.
 * All that is kept is which were used up before their time, until then and in memory. Times are the coordinator's alone.
 * Thread-safe.
 */
public final class ClientSessions {
    public static final Duration SESSION = Duration.ofHours(12);

    private static final Duration CHALLENGE = Duration.ofMinutes(1);
    private static final String SESSION_PURPOSE = "tifl-session-token-1";
    private static final String CHALLENGE_PURPOSE = "tifl-challenge-1";
    private static final int PARTS = 4;
    private static final int LONGEST = 512;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientKey key;
    private final InstantSource clock;
    private final Map<String, Instant> usedUp = new ConcurrentHashMap<>();

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

    /** Whether the challenge is ours, fresh, for this client, and used for the first time; it is used then. */
    public boolean use(ClientId client, String challenge) {
        return parts(CHALLENGE_PURPOSE, challenge)
                .filter(parts -> parts[0].equals(client.value()))
                .filter(parts -> usedUp.putIfAbsent(challenge, end(parts)) == null)
                .isPresent();
    }

    /**
     * Opens a session if the challenge, which was used for it, is signed with the client's key.
     *
     * @param generation of that key
     */
    public Optional<String> open(ClientId client, int generation, String challenge, String mac) {
        String expected = clientKey(client, generation).signSession(client, challenge);
        return ClientKey.matches(expected, mac)
                ? Optional.of(signed(SESSION_PURPOSE, SESSION, client.value(), Integer.toString(generation)))
                : Optional.empty();
    }

    /** Ends a session before its time. */
    public void end(String session) {
        parts(SESSION_PURPOSE, session).ifPresent(parts -> usedUp.put(session, end(parts)));
    }

    /** Forgets what would not be good any more anyway; once a minute is enough. */
    public void sweep() {
        Instant now = clock.instant();
        usedUp.values().removeIf(end -> !end.isAfter(now));
    }

    private static Instant end(String[] parts) {
        return Instant.ofEpochSecond(Long.parseLong(parts[2]));
    }

    /** The session a text stands for, if it is ours and has not run out. */
    public Optional<Session> session(String text) {
        return parts(SESSION_PURPOSE, text)
                .filter(_ -> !usedUp.containsKey(text))
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

    private Optional<String[]> parts(String purpose, String text) {
        String[] parts = text.split("~", PARTS + 1);
        if (text.length() > LONGEST || text.indexOf('\n') >= 0 || parts.length != PARTS) {
            return Optional.empty();
        }
        // The end is a number if the signature is ours.
        boolean ours = ClientKey.matches(key.sign(purpose, parts[0], parts[1], parts[2]), parts[3]);
        return ours && clock.instant().getEpochSecond() < Long.parseLong(parts[2])
                ? Optional.of(parts)
                : Optional.empty();
    }
}
