package io.tifl.protocol.secure;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a change becomes whole numbers that can be summed under masks: each value is cut to a range and rounded, half to even,
 * to a whole number of steps, times the client's weight; the weight itself is one number more.
 *
 * <p>A value has {@link #valueBits()} bits, at most 24, so that it is a float at the same time: a plain round whose clients
 * send the {@linkplain #rounded rounded} values yields the same model bit for bit. No sum over {@code maxClients} clients of
 * weights up to {@code maxWeight} overflows.
 *
 * @param ring in which is summed
 * @param range largest absolute value of a change that counts in full; 2^-20 to 2^20
 * @param maxWeight a client with more examples counts with so many, at least 1
 * @param maxClients most clients in one sum, at least 1
 */
public record SecureTerms(Ring ring, double range, long maxWeight, int maxClients) {
    /** What the settings of an order begin with that are terms. */
    public static final String PREFIX = "secure.";

    private static final int MOST_VALUE_BITS = 24;
    private static final int LEAST_VALUE_BITS = 8;
    private static final double WIDEST = 1 << 20;

    private static final String BITS = PREFIX + "bits";
    private static final String RANGE = PREFIX + "range";
    private static final String WEIGHT = PREFIX + "max-weight";
    private static final String CLIENTS = PREFIX + "max-clients";

    public SecureTerms {
        if (!(range >= 1 / WIDEST && range <= WIDEST)) {
            throw new IllegalArgumentException("the range must lie between 2^-20 and 2^20, got " + range);
        }
        if (maxWeight < 1 || maxWeight > 1L << 32 || maxClients < 1) {
            throw new IllegalArgumentException(
                    "expected a weight of 1 to 2^32 and at least 1 client, got " + maxWeight + " and " + maxClients);
        }
        if (valueBits(ring, maxWeight, maxClients) < LEAST_VALUE_BITS) {
            throw new IllegalArgumentException("sums of " + maxClients + " clients with weights up to " + maxWeight
                    + " modulo 2^" + ring.bits() + " leave " + valueBits(ring, maxWeight, maxClients)
                    + " bits to a value; at least " + LEAST_VALUE_BITS + " are needed");
        }
    }

    // One bit for the sign, and one so that even the largest sum is below the half of the ring.
    private static int valueBits(Ring ring, long maxWeight, int maxClients) {
        return Math.min(MOST_VALUE_BITS, ring.bits() - 2 - ceilLog2(maxWeight) - ceilLog2(maxClients));
    }

    private static int ceilLog2(long positive) {
        return Long.SIZE - Long.numberOfLeadingZeros(positive - 1);
    }

    /** Bits of a value's magnitude. */
    public int valueBits() {
        return valueBits(ring, maxWeight, maxClients);
    }

    /** Binary logarithm of the step that values are rounded to. */
    public int stepExponent() {
        int exponent = Math.getExponent(range);
        int wholeRange = range == Math.scalb(1.0, exponent) ? exponent : exponent + 1;
        return wholeRange - valueBits();
    }

    /** Words of a masked input for a model of this size. */
    public int words(int size) {
        return ring.words(Math.addExact(size, 1));
    }

    /**
     * A change as it is summed.
     *
     * @param weight at least 1; cut to {@code maxWeight}
     * @throws IllegalArgumentException if a value is not finite
     */
    public long[] encode(Parameters change, long weight) {
        int size = change.size();
        long[] words = new long[words(size)];
        long factor = Math.min(weight, maxWeight);
        if (factor < 1) {
            throw new IllegalArgumentException("a weight is at least 1, got " + weight);
        }
        double scale = Math.scalb(1.0, -stepExponent());
        for (int i = 0; i < size; i++) {
            ring.set(words, i, factor * steps(change.get(i), scale));
        }
        ring.set(words, size, factor);
        return words;
    }

    /** The values of a change that are summed: cut to the range and rounded. */
    public Parameters rounded(Parameters change) {
        double scale = Math.scalb(1.0, -stepExponent());
        float[] rounded = new float[change.size()];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) (steps(change.get(i), scale) / scale);
        }
        return Parameters.owning(change.layout(), rounded);
    }

    private long steps(float value, double scale) {
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException("a change must be finite, got " + value);
        }
        return (long) Math.rint(Math.clamp((double) value, -range, range) * scale);
    }

    /** Whether a model of this layout can be summed so: up to 2^27 - 1 parameters. */
    public static boolean fits(Layout layout) {
        return layout.size() < 1 << 27;
    }

    /** These terms in an order, beside the settings of its task. */
    public Settings in(Settings settings) {
        return settings.with(BITS, ring.bits())
                .with(RANGE, range)
                .with(WEIGHT, maxWeight)
                .with(CLIENTS, maxClients);
    }

    /** Whether an order has terms. */
    public static boolean isIn(Settings settings) {
        return settings.has(BITS);
    }

    /**
     * The terms of an order.
     *
     * @throws IllegalArgumentException if one is missing or cannot be
     */
    public static SecureTerms of(Settings settings) {
        for (String name : Set.of(BITS, RANGE, WEIGHT, CLIENTS)) {
            String _ = settings.text(name);
        }
        return new SecureTerms(
                Ring.ofBits(settings.integer(BITS, 0)),
                settings.real(RANGE, 0),
                (long) settings.real(WEIGHT, 0),
                settings.integer(CLIENTS, 0));
    }

    /** The settings of an order without those that concern secure aggregation. */
    public static Settings without(Settings settings) {
        SortedMap<String, String> others = new TreeMap<>(settings.values());
        others.keySet().removeIf(name -> name.startsWith(PREFIX));
        return Settings.of(others);
    }
}
