package io.tifl.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The values of a model, or a change of them: one flat vector of 32-bit floats in the order of its layout.
 *
 * <p>Immutable and safe to share between threads. {@link #values()} is read-only and never copied, so scalar loops, the
 * Vector API and native code can all read it in place.
 *
 * @param values exactly {@code 4 * layout.size()} bytes of floats in native byte order, 4-byte aligned; handed over: nobody
 *     writes or frees them afterwards, and every thread may read them
 */
public record Parameters(Layout layout, MemorySegment values) {
    /** How one value is read from {@link #values()}. */
    public static final ValueLayout.OfFloat VALUE = ValueLayout.JAVA_FLOAT;

    public Parameters {
        long expected = VALUE.byteSize() * layout.size();
        if (values.byteSize() != expected) {
            throw new IllegalArgumentException("layout holds " + layout.size() + " values, got "
                    + values.byteSize() / VALUE.byteSize() + " (" + values.byteSize() + " bytes)");
        }
        if (values.maxByteAlignment() < VALUE.byteAlignment()) {
            throw new IllegalArgumentException(
                    "values must be aligned to 4 bytes; copy them, or allocate a float[] or native memory");
        }
        values = values.asReadOnly();
    }

    /** Parameters with these values; the array is copied. */
    public static Parameters copyOf(Layout layout, float[] values) {
        return owning(layout, values.clone());
    }

    /** Parameters over this very array: the caller hands it over and never writes it again. */
    public static Parameters owning(Layout layout, float[] values) {
        return new Parameters(layout, MemorySegment.ofArray(values));
    }

    /** Parameters that are all zero. */
    public static Parameters zeros(Layout layout) {
        return new Parameters(layout, VectorMemory.floats(layout.size()));
    }

    /** Number of values. */
    public int size() {
        // Not the layout's: that adds up its blocks, and loops ask for the size at every step.
        return (int) (values.byteSize() / VALUE.byteSize());
    }

    /** The value at {@code index}, 0 to {@code size() - 1}. */
    public float get(int index) {
        return values.getAtIndex(VALUE, index);
    }

    /** A copy of all values. */
    public float[] toArray() {
        return values.toArray(VALUE);
    }

    /** The Euclidean norm, in double precision and always summed in the same order; NaN if a value is. */
    public double norm() {
        double[] sums = new double[LANES];
        int size = size();
        int whole = size - size % LANES;
        for (int i = 0; i < whole; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                double value = get(i + lane);
                sums[lane] += value * value;
            }
        }
        double sum = 0;
        for (double one : sums) {
            sum += one;
        }
        for (int i = whole; i < size; i++) {
            sum += (double) get(i) * get(i);
        }
        return Math.sqrt(sum);
    }

    /**
     * These values, made shorter if their norm is larger than {@code most}: then it is at most that, and less by a few millionths
     * of it at most.
     *
     * @param most positive; infinity clips nothing
     */
    public Parameters clipped(double most) {
        double norm = norm();
        return norm <= most ? this : times(most / norm * (1 - ROUNDING));
    }

    /** All values times a factor, each rounded once from double precision. */
    public Parameters times(double factor) {
        MemorySegment scaled = VectorMemory.floats(size());
        for (int i = 0; i < size(); i++) {
            scaled.setAtIndex(VALUE, i, (float) (get(i) * factor));
        }
        return new Parameters(layout, scaled);
    }

    /** Sums side by side, so that one need not wait for the other. */
    private static final int LANES = 8;

    /** By less than this share rounding to floats makes a vector longer. */
    private static final double ROUNDING = 0x1p-22;

    /** SHA-256 over the values as little-endian floats, in lower-case hexadecimal: what two runs compare. */
    public String sha256() {
        MessageDigest digest = newSha256();
        int size = size();
        byte[] chunk = new byte[Math.min(size, HASH_CHUNK) * Float.BYTES];
        for (int done = 0; done < size; ) {
            int count = Math.min(HASH_CHUNK, size - done);
            MemorySegment.copy(
                    values,
                    BITS,
                    (long) done * Float.BYTES,
                    MemorySegment.ofArray(chunk),
                    LITTLE_ENDIAN_BITS,
                    0,
                    count);
            digest.update(chunk, 0, count * Float.BYTES);
            done += count;
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final int HASH_CHUNK = 16 * 1024;

    // As integers, so that no bit of a NaN is lost on the way.
    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfInt LITTLE_ENDIAN_BITS =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Equal when the layouts are equal and every value has the same bits. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Parameters that && layout.equals(that.layout) && values.mismatch(that.values) < 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(layout.fingerprint());
    }

    @Override
    public String toString() {
        return "Parameters[" + size() + " values]";
    }
}
