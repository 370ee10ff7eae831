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
 * All that is kept is which challenges were used, until their time is over and in memory; whether a session was ended is for
 * whoever asks to compare. Times are the coordinator's alone. Thread-safe.
 */
public final class ClientSessions {
    public static final Duration SESSION = Duration.ofHours(12);

    private static final Duration CHALLENGE = Duration.ofMinutes(1);
    private static final String SESSION_PURPOSE = "tifl-session-token-2";
    private static final String CHALLENGE_PURPOSE = "tifl-challenge-1";
    private static final int PARTS = 4;
    private static final int LONGEST = 512;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientKey key;
    private final InstantSource clock;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    public ClientSessions(ClientKey key, InstantSource clock) {
        this.key = key;
        this.clock = clock;
    }

    /**
     * Who a session belongs to, and as of when.
     *
     * @param generation of the client's key that opened it
     * @param departures how often the client had left before
     */
    public record Session(ClientId client, int generation, int departures) {
        private String detail() {
            return generation + "." + departures;
        }

        private static Session of(String client, String detail) {
            int dot = detail.indexOf('.');
            return new Session(
                    new ClientId(client),
                    Integer.parseInt(detail.substring(0, dot)),
                    Integer.parseInt(detail.substring(dot + 1)));
        }
    }

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
                .filter(parts -> used.putIfAbsent(challenge, end(parts)) == null)
                .isPresent();
    }

    /**
     * Opens a session if the challenge, which was used for it, is signed with the client's key.
     *
     * @param session what the client is now
     */
    public Optional<String> open(Session session, String challenge, String mac) {
        ClientId client = session.client();
        String expected = clientKey(client, session.generation()).signSession(client, challenge);
        return ClientKey.matches(expected, mac)
                ? Optional.of(signed(SESSION_PURPOSE, SESSION, client.value(), session.detail()))
                : Optional.empty();
    }

    /** Forgets what would not be good any more anyway; once a minute is enough. */
    public void sweep() {
        Instant now = clock.instant();
        used.values().removeIf(end -> !end.isAfter(now));
    }

    private static Instant end(String[] parts) {
        return Instant.ofEpochSecond(Long.parseLong(parts[2]));
    }

    /** The session a text stands for, if it is ours and has not run out. */
    public Optional<Session> session(String text) {
        return parts(SESSION_PURPOSE, text).map(parts -> Session.of(parts[0], parts[1]));
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
