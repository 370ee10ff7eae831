package io.tifl.protocol.auth;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret a client shares with its coordinator, and what is signed with it: HMAC-SHA256 (RFC 2104) of texts whose first
 * line names their purpose, so that no signature can be used for another. Immutable and thread-safe; never printed.
 */
public final class ClientKey {
    public static final int BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final byte[] secret;

    // Never fed: each signature begins with a copy, which is made faster than a new one is found and keyed.
    private final Mac keyed;

    private ClientKey(byte[] secret) {
        this.secret = secret;
        try {
            this.keyed = Mac.getInstance(ALGORITHM);
            keyed.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** @throws IllegalArgumentException unless there are {@link #BYTES} bytes */
    public static ClientKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a client's key has " + BYTES + " bytes, got " + secret.length);
        }
        return new ClientKey(secret.clone());
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toText} yields */
    public static ClientKey fromText(String text) {
        return of(Base64.getUrlDecoder().decode(text));
    }

    /** The key in unpadded base64url, for the one message that hands it over and for the client's own safe keeping. */
    public String toText() {
        return TEXT.encodeToString(secret);
    }

    /** Signs the answer to a challenge, which opens a session. */
    public String signSession(ClientId client, String challenge) {
        return sign("tifl-session-1", client.value(), challenge);
    }

    /**
     * Signs a reply.
     *
     * @param nonce that came with the order
     * @param digest of the whole reply, {@link #digest}
     */
    public String signReply(TaskId task, String nonce, String digest) {
        return sign(
                "tifl-reply-1",
                task.job().value(),
                Long.toString(task.round()),
                task.client().value(),
                nonce,
                digest);
    }

    /**
     * A key for a client, made from this one: whoever holds this key can make it again, so it need not be kept.
     *
     * @param generation counts how often the client was given a new key
     */
    public ClientKey derive(ClientId client, int generation) {
        return new ClientKey(mac(text("tifl-client-key-1", client.value(), Integer.toString(generation))));
    }

    /**
     * Signs lines; the first says what for.
     *
     * @throws IllegalArgumentException if a line holds a line break
     */
    public String sign(String... lines) {
        return TEXT.encodeToString(mac(text(lines)));
    }

    /** Whether two signatures are the same; takes as long for any two of one length. */
    public static boolean matches(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }

    /** SHA-256 of a message as it is signed: in unpadded base64url. */
    public static String digest(byte[] message) {
        return digestText(sha256().digest(message));
    }

    /** A digest that was worked out piece by piece, as it is signed. */
    public static String digestText(byte[] sha256) {
        return TEXT.encodeToString(sha256);
    }

    /** A fresh digest. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] text(String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a signed line holds a line break: '" + line + "'");
            }
            text.append(line).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private byte[] mac(byte[] text) {
        try {
            return ((Mac) keyed.clone()).doFinal(text);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's " + ALGORITHM + " can be copied", e);
        }
    }

    @Override
    public String toString() {
        return "ClientKey";
    }
}
