package io.tifl.protocol.secure;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Shamir's secret sharing (1979) over GF(2^16), two bytes at a time: any {@code threshold} shares give the secret, fewer say
 * nothing of it. A holder is a number from 1 to 65535, at which the polynomials are evaluated.
 *
 * <p>Products are made without tables or branches on their factors, so the time they take says nothing of the secret.
 */
public final class SecretShares {
    /** The largest holder. */
    public static final int MAX_HOLDER = 0xffff;

    // x^16 + x^12 + x^3 + x + 1, which is primitive.
    private static final int MODULUS = 0x1100b;
    private static final int BITS = 16;

    private SecretShares() {}

    /**
     * Splits a secret.
     *
     * @param secret an even number of bytes
     * @param threshold 1 to the number of holders
     * @param holders distinct, 1 to {@link #MAX_HOLDER}
     * @return a share per holder, each as long as the secret
     */
    public static byte[][] split(byte[] secret, int threshold, int[] holders, SecureRandom random) {
        if (secret.length % 2 != 0 || threshold < 1 || threshold > holders.length) {
            throw new IllegalArgumentException("expected whole 16-bit words and a threshold of 1 to " + holders.length
                    + ", got " + secret.length + " bytes and " + threshold);
        }
        requireDistinct(holders);
        byte[][] coefficients = new byte[threshold][];
        coefficients[0] = secret;
        for (int degree = 1; degree < threshold; degree++) {
            coefficients[degree] = new byte[secret.length];
            random.nextBytes(coefficients[degree]);
        }
        byte[][] shares = new byte[holders.length][];
        for (int i = 0; i < holders.length; i++) {
            shares[i] = evaluate(coefficients, holders[i]);
        }
        return shares;
    }

    private static byte[] evaluate(byte[][] coefficients, int at) {
        byte[] value = new byte[coefficients[0].length];
        for (int degree = coefficients.length - 1; degree >= 0; degree--) {
            for (int i = 0; i < value.length; i += 2) {
                put(value, i, multiply(word(value, i), at) ^ word(coefficients[degree], i));
            }
        }
        return value;
    }

    /**
     * The secret, from as many shares as the threshold it was split with; other shares give other bytes, which nothing here
     * can tell.
     *
     * @param holders distinct, one per share
     */
    public static byte[] combine(int[] holders, byte[][] shares) {
        return at(0, holders, shares);
    }

    /** The share of another holder, or the secret for 0, from as many shares as the threshold. */
    public static byte[] at(int point, int[] holders, byte[][] shares) {
        if (holders.length == 0 || holders.length != shares.length) {
            throw new IllegalArgumentException(
                    "expected a holder per share, got " + holders.length + " and " + shares.length);
        }
        requireDistinct(holders);
        byte[] value = new byte[shares[0].length];
        for (int i = 0; i < holders.length; i++) {
            int weight = weight(point, holders, i);
            for (int at = 0; at < value.length; at += 2) {
                put(value, at, word(value, at) ^ multiply(weight, word(shares[i], at)));
            }
        }
        return value;
    }

    // Lagrange's basis polynomial of holder i; minus is plus in this field.
    private static int weight(int point, int[] holders, int i) {
        int above = 1;
        int below = 1;
        for (int j = 0; j < holders.length; j++) {
            if (j != i) {
                above = multiply(above, holders[j] ^ point);
                below = multiply(below, holders[j] ^ holders[i]);
            }
        }
        return multiply(above, inverse(below));
    }

    private static void requireDistinct(int[] holders) {
        int[] sorted = holders.clone();
        Arrays.sort(sorted);
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] < 1 || sorted[i] > MAX_HOLDER || (i > 0 && sorted[i] == sorted[i - 1])) {
                throw new IllegalArgumentException(
                        "holders are distinct and lie between 1 and " + MAX_HOLDER + ", got " + sorted[i]);
            }
        }
    }

    static int multiply(int x, int y) {
        int product = 0;
        for (int bit = BITS - 1; bit >= 0; bit--) {
            product <<= 1;
            product ^= MODULUS & -(product >>> BITS);
            product ^= x & -(y >>> bit & 1);
        }
        return product;
    }

    // x^(2^16 - 2): the multiplicative group has 2^16 - 1 elements.
    static int inverse(int x) {
        int inverse = 1;
        int power = x;
        for (int bit = 1; bit < BITS; bit++) {
            power = multiply(power, power);
            inverse = multiply(inverse, power);
        }
        return inverse;
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | ((bytes[at + 1] & 0xff) << Byte.SIZE);
    }

    private static void put(byte[] bytes, int at, int word) {
        bytes[at] = (byte) word;
        bytes[at + 1] = (byte) (word >>> Byte.SIZE);
    }
}
