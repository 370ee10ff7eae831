package io.tifl.protocol.secure;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A key pair of Ed25519 (RFC 8032) as 32 and 32 bytes. Immutable and thread-safe; the private half is never printed. */
public final class SigningKey {
    /** Of a private and of a public key. */
    public static final int BYTES = 32;

    /** Of a signature. */
    public static final int SIGNATURE_BYTES = 64;

    private static final String ALGORITHM = "Ed25519";
    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final byte[] secret;
    private final byte[] publicKey;
    private final PrivateKey key;

    private SigningKey(byte[] secret, byte[] publicKey) throws GeneralSecurityException {
        this.secret = secret;
        this.publicKey = publicKey;
        this.key = KeyFactory.getInstance(ALGORITHM)
                .generatePrivate(new PKCS8EncodedKeySpec(Bytes.concat(PRIVATE_PREFIX, secret)));
    }

    /** A fresh pair. */
    public static SigningKey fresh(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
            generator.initialize(NamedParameterSpec.ED25519, random);
            KeyPair pair = generator.generateKeyPair();
            byte[] secret = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
            byte[] encoded = pair.getPublic().getEncoded();
            return new SigningKey(secret, Arrays.copyOfRange(encoded, PUBLIC_PREFIX.length, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /**
     * The pair that {@link #toText} wrote.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static SigningKey fromText(String text) {
        byte[] both = Base64.getUrlDecoder().decode(text);
        if (both.length != 2 * BYTES) {
            throw new IllegalArgumentException("a signing key has " + 2 * BYTES + " bytes, got " + both.length);
        }
        try {
            SigningKey key =
                    new SigningKey(Arrays.copyOfRange(both, 0, BYTES), Arrays.copyOfRange(both, BYTES, 2 * BYTES));
            byte[] proof = Bytes.text("tifl-secure-own-key-1");
            if (!verifies(key.publicKey, proof, key.sign(proof))) {
                throw new IllegalArgumentException("the two halves of the signing key do not belong together");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a signing key", e);
        }
    }

    /** Private and public half in unpadded base64url, for a file that only its owner reads. */
    public String toText() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Bytes.concat(secret, publicKey));
    }

    /** A public key in unpadded base64url. */
    public static String publicKeyToText(byte[] publicKey) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(publicKey);
    }

    /**
     * The public key that {@link #publicKeyToText} wrote.
     *
     * @throws IllegalArgumentException if it is no such text
     */
    public static byte[] publicKeyFromText(String text) {
        byte[] key = Base64.getUrlDecoder().decode(text);
        if (key.length != BYTES) {
            throw new IllegalArgumentException("a public key has " + BYTES + " bytes, got " + key.length);
        }
        return key;
    }

    /** The public half. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /** Signs a text whose beginning says what for. */
    public byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Whether the owner of a public key signed a text; false if the key is none. */
    public static boolean verifies(byte[] publicKey, byte[] text, byte[] signature) {
        if (publicKey.length != BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            PublicKey theirs = KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(Bytes.concat(PUBLIC_PREFIX, publicKey)));
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(theirs);
            check.update(text);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            // The key is no point of the curve, or the signature no number below its order.
            return false;
        }
    }

    @Override
    public String toString() {
        return "SigningKey";
    }
}
