package io.tifl.protocol.secure;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the two shares that one client has for another, by AES-256-GCM, so that the coordinator hands on what it cannot read.
 * A key is for one message of one round in one direction, so the nonce is zero.
 */
final class ShareSeal {
    static final int SHARE_BYTES = 32;
    static final int SEALED_BYTES = 2 * SHARE_BYTES + 16;

    private static final int KEY_BYTES = 32;
    private static final int TAG_BITS = 128;
    private static final byte[] NONCE = new byte[12];

    private final SecretKeySpec key;
    private final byte[] session;

    /**
     * @param own of the sender or the receiver
     * @param peer public key of the other one
     * @throws InvalidKeyException if the public key is none
     */
    ShareSeal(AgreementKey own, byte[] peer, byte[] session, int sender, int receiver) throws InvalidKeyException {
        byte[] purpose = Bytes.concat(Bytes.text("tifl-secure-shares-1"), Bytes.number(sender), Bytes.number(receiver));
        this.key = new SecretKeySpec(Bytes.derive(own.agree(peer), session, purpose, KEY_BYTES), "AES");
        this.session = session;
    }

    /** Shares of one client's secrets, as one other client has them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pair(byte[] maskingKey, byte[] selfMask) {}

    byte[] close(Pair shares) {
        try {
            return cipher(Cipher.ENCRYPT_MODE).doFinal(Bytes.concat(shares.maskingKey(), shares.selfMask()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** Empty if the bytes were changed, or sealed by or for somebody else. */
    Optional<Pair> open(byte[] closed) {
        try {
            byte[] both = cipher(Cipher.DECRYPT_MODE).doFinal(closed);
            return Optional.of(new Pair(
                    Arrays.copyOfRange(both, 0, SHARE_BYTES), Arrays.copyOfRange(both, SHARE_BYTES, both.length)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, NONCE));
        cipher.updateAAD(session);
        return cipher;
    }
}
