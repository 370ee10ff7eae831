package io.tifl.coordinator.security;

import io.tifl.protocol.auth.ClientKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Secrets that are handed out once and known afterwards by their hash alone. */
public final class Tokens {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Tokens() {}

    /** A fresh random text: {@code bytes} bytes in unpadded base64url. */
    public static String fresh(int bytes) {
        byte[] random = new byte[bytes];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** SHA-256 in lower-case hexadecimal. Tokens are long and random, so nothing slower is needed. */
    public static String hash(String token) {
        return HexFormat.of().formatHex(ClientKey.sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
