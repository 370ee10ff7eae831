package io.tifl.leaf.store;

import io.tifl.leaf.Checksums;
import io.tifl.protocol.ClientId;
import java.nio.charset.StandardCharsets;

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
            return new ClientId("user-"
                    + Checksums.sha256(user.getBytes(StandardCharsets.UTF_8)).substring(0, 32));
        }
    }
}
