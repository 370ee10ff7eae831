package io.tifl.leaf.store;

import io.tifl.protocol.ClientId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A user's id as a client's: the same, where a client may be called so; otherwise {@code user-} and the first 32 hexadecimal
 * digits of its SHA-256.
 */
public final class ClientIds {
    private ClientIds() {}

    public static ClientId of(String user) {
        try {
            return new ClientId(user);
        } catch (IllegalArgumentException e) {
            return new ClientId("user-" + digest(user).substring(0, 32));
        }
    }

    private static String digest(String user) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(user.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
