package io.tifl.protocol.kafka;

import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Closes what only those who have its key may read, by AES-256-GCM: one client and its coordinator, with a key made from the
 * client's for each purpose, or whoever was handed a random one. Never printed. Sealed bytes are 12 of a random nonce, the ciphertext, and 16 of a tag. Immutable and thread-safe.
 */
public final class Seal {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private Seal(SecretKeySpec key) {
        this.key = key;
    }

    /** @param purpose such as {@code orders}: what is sealed for one cannot be opened for another */
    public static Seal of(ClientKey client, String purpose) {
        return new Seal(new SecretKeySpec(Base64.getUrlDecoder().decode(client.sign("tifl-seal-1", purpose)), "AES"));
    }

    /** One with a key that nobody else has yet. */
    public static Seal random() {
        byte[] key = new byte[KEY_BYTES];
        RANDOM.nextBytes(key);
        return new Seal(new SecretKeySpec(key, "AES"));
    }

    /** @throws IllegalArgumentException if the text is not what {@link #toText} yields */
    public static Seal fromText(String text) {
        byte[] key = Base64.getUrlDecoder().decode(text);
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a seal's key has " + KEY_BYTES + " bytes, got " + key.length);
        }
        return new Seal(new SecretKeySpec(key, "AES"));
    }

    /** The key in unpadded base64url, for the sealed message that hands it over. */
    public String toText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getEncoded());
    }

    /** @param context that has to be the same when it is opened */
    public byte[] close(byte[] plain, byte[] context) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce, context);
            byte[] sealed = new byte[NONCE_BYTES + plain.length + TAG_BYTES];
            System.arraycopy(nonce, 0, sealed, 0, NONCE_BYTES);
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** @throws MalformedMessageException if it was sealed with another key or context, or changed since */
    public byte[] open(byte[] sealed, byte[] context) throws MalformedMessageException {
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            throw new MalformedMessageException("sealed bytes are cut short");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(sealed).get(nonce);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
        } catch (GeneralSecurityException _) {
            throw new MalformedMessageException("sealed bytes cannot be opened: another key, or changed on the way");
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] context) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(ALGORITHM);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    /** Whether it has the same key. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Seal seal && key.equals(seal.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return "Seal";
    }
}
