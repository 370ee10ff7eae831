package io.tifl.protocol.secure;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A mask: an endless sequence of numbers that looks random to whoever does not know its key, and is the same for all who do.
 * It is the key stream of AES-128 in counter mode, from counter 0, read as little-endian 64-bit words. Immutable and
 * thread-safe; never printed.
 */
public final class Mask {
    /** Words of one AES block. */
    private static final int BLOCK_WORDS = 2;

    private static final int KEY_BYTES = 16;
    private static final int BLOCK_BYTES = 16;
    private static final int CHUNK_WORDS = 2048;
    private static final byte[] ZEROS = new byte[CHUNK_WORDS * Long.BYTES];

    private final SecretKeySpec key;
    private final boolean added;

    private Mask(byte[] key, boolean added) {
        this(new SecretKeySpec(key, "AES"), added);
    }

    private Mask(SecretKeySpec key, boolean added) {
        this.key = key;
        this.added = added;
    }

    /** The mask a client puts over its own input. */
    public static Mask ofSelf(byte[] seed, byte[] session) {
        return new Mask(Bytes.derive(seed, session, Bytes.text("tifl-secure-self-mask-1"), KEY_BYTES), true);
    }

    /**
     * The mask that one of two clients adds and the other takes away, as the first of them has it.
     *
     * @param own the first client's key
     * @param peer the other's public key
     * @param added whether the first adds it: it does if its position is the smaller one
     * @throws InvalidKeyException if the public key is none
     */
    public static Mask ofPair(AgreementKey own, byte[] peer, byte[] session, boolean added) throws InvalidKeyException {
        return new Mask(
                Bytes.derive(own.agree(peer), session, Bytes.text("tifl-secure-pair-mask-1"), KEY_BYTES), added);
    }

    /** What takes this mask away again. */
    public Mask inverse() {
        return new Mask(key, !added);
    }

    /**
     * Applies a stretch of the mask to the same stretch of some words.
     *
     * @param from first word, even
     * @param to first word not touched, even
     */
    public void apply(Ring ring, long[] words, int from, int to) {
        if (from % BLOCK_WORDS != 0 || to % BLOCK_WORDS != 0) {
            throw new IllegalArgumentException("masks apply to whole AES blocks, got " + from + " to " + to);
        }
        byte[] bytes = new byte[CHUNK_WORDS * Long.BYTES];
        long[] chunk = new long[CHUNK_WORDS];
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key, counterAt(from));
            for (int at = from; at < to; at += CHUNK_WORDS) {
                int count = Math.min(CHUNK_WORDS, to - at);
                int _ = cipher.update(ZEROS, 0, count * Long.BYTES, bytes, 0);
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asLongBuffer()
                        .get(chunk, 0, count);
                if (added) {
                    ring.add(words, at, chunk, 0, count);
                } else {
                    ring.subtract(words, at, chunk, 0, count);
                }
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode", e);
        }
    }

    private static IvParameterSpec counterAt(int word) {
        byte[] counter = new byte[BLOCK_BYTES];
        ByteBuffer.wrap(counter).putInt(BLOCK_BYTES - Integer.BYTES, word / BLOCK_WORDS);
        return new IvParameterSpec(counter);
    }

    @Override
    public String toString() {
        return "Mask";
    }
}
