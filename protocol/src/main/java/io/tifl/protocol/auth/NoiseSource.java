package io.tifl.protocol.auth;

import io.tifl.protocol.Seed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Where noise comes from that nobody may foresee: a secret, and streams of normal values made from it by HMAC-SHA256 and AES-128
 * in counter mode. The same names yield the same noise, so what is computed again after a crash is the same; whoever holds the
 * secret can take the noise out again. Immutable and thread-safe; never printed.
 */
public final class NoiseSource {
    private static final String LABEL = "tifl-noise-1";

    private final ClientKey secret;

    private NoiseSource(ClientKey secret) {
        this.secret = secret;
    }

    /** From a secret, which is used for nothing else under the names given here. */
    public static NoiseSource of(ClientKey secret) {
        return new NoiseSource(secret).child("root");
    }

    /** For simulations: no secret to anybody who knows the seed. */
    public static NoiseSource seeded(Seed seed) {
        byte[] bytes = new byte[ClientKey.BYTES];
        ByteBuffer.wrap(bytes).putLong(seed.value());
        return of(ClientKey.of(bytes));
    }

    /**
     * The source of that name below this one.
     *
     * @param name without line breaks
     */
    public NoiseSource child(String name) {
        return new NoiseSource(ClientKey.fromText(secret.sign(LABEL, name)));
    }

    /** The source of that number below this one. */
    public NoiseSource child(long number) {
        return child(Long.toString(number));
    }

    /** A seed that nobody can foresee, for whatever is drawn rather than added. */
    public Seed seed() {
        return new Seed(ByteBuffer.wrap(Base64.getUrlDecoder().decode(secret.sign(LABEL, "seed", "")))
                .getLong());
    }

    /** A new stream from here; each call starts anew. */
    public Stream stream() {
        return new Stream(Base64.getUrlDecoder().decode(secret.sign(LABEL, "stream", "")));
    }

    /** Independent standard normal values, by the method of Box and Muller. Confined to one thread. */
    public static final class Stream {
        private static final String ALGORITHM = "AES/CTR/NoPadding";
        private static final int BLOCK = 1 << 13;
        private static final int KEY_BYTES = 16;
        private static final double UNIT = 0x1p-53;

        private final Cipher cipher;
        private final byte[] zeros = new byte[BLOCK];
        private final ByteBuffer random = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        private double second = Double.NaN;

        private Stream(byte[] secret) {
            try {
                cipher = Cipher.getInstance(ALGORITHM);
                cipher.init(
                        Cipher.ENCRYPT_MODE,
                        new SecretKeySpec(Arrays.copyOf(secret, KEY_BYTES), "AES"),
                        new IvParameterSpec(Arrays.copyOfRange(secret, KEY_BYTES, 2 * KEY_BYTES)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has " + ALGORITHM, e);
            }
            random.position(random.limit());
        }

        /** The next value. */
        public double next() {
            if (!Double.isNaN(second)) {
                double value = second;
                second = Double.NaN;
                return value;
            }
            // (0, 1], whose logarithm is finite.
            double radius = StrictMath.sqrt(-2 * StrictMath.log((bits() + 1) * UNIT));
            double angle = 2 * Math.PI * (bits() * UNIT);
            second = radius * StrictMath.sin(angle);
            return radius * StrictMath.cos(angle);
        }

        private long bits() {
            if (!random.hasRemaining()) {
                fill();
            }
            return random.getLong() >>> 11;
        }

        private void fill() {
            try {
                random.clear();
                int _ = cipher.update(zeros, 0, BLOCK, random.array());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("a block of " + BLOCK + " bytes holds its own encryption", e);
            }
        }
    }

    @Override
    public String toString() {
        return "NoiseSource";
    }
}
