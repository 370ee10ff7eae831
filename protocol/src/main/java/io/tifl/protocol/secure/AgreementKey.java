package io.tifl.protocol.secure;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/**
 * A key pair of X25519 (RFC 7748) as 32 and 32 bytes: two parties that know each other's public keys have a secret that nobody
 * else knows. Immutable and thread-safe; never printed.
 */
public final class AgreementKey {
    /** Of a private and of a public key. */
    public static final int BYTES = 32;

    private static final String ALGORITHM = "X25519";
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b656e04220420");
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final byte[] BASE_POINT = basePoint();

    private final byte[] secret;
    private final PrivateKey key;
    private final byte[] publicKey;

    private AgreementKey(byte[] secret) {
        this.secret = secret.clone();
        try {
            this.key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(Bytes.concat(PRIVATE_PREFIX, secret)));
            // A public key is what its owner would agree on with the base point.
            this.publicKey = agreed(BASE_POINT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] basePoint() {
        byte[] point = new byte[BYTES];
        point[0] = 9;
        return point;
    }

    /** A fresh pair. */
    public static AgreementKey fresh(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new AgreementKey(secret);
    }

    /** The pair of a private key. */
    public static AgreementKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("a private key has " + BYTES + " bytes, got " + secret.length);
        }
        return new AgreementKey(secret);
    }

    byte[] secret() {
        return secret.clone();
    }

    /** The public half. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * What this key's owner and another's both know.
     *
     * @throws InvalidKeyException if the other key is none: of another length, or one of the few that agree with everybody
     */
    public byte[] agree(byte[] other) throws InvalidKeyException {
        if (other.length != BYTES) {
            throw new InvalidKeyException("a public key has " + BYTES + " bytes, got " + other.length);
        }
        try {
            return agreed(other);
        } catch (InvalidKeyException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private byte[] agreed(byte[] other) throws GeneralSecurityException {
        PublicKey theirs = KeyFactory.getInstance(ALGORITHM)
                .generatePublic(new X509EncodedKeySpec(Bytes.concat(PUBLIC_PREFIX, other)));
        KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
        agreement.init(key);
        agreement.doPhase(theirs, true);
        return agreement.generateSecret();
    }

    @Override
    public String toString() {
        return "AgreementKey";
    }
}
