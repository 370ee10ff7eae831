package io.tifl.protocol;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
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
 * @param values exactly {@code 4 * layout.size()} bytes of floats in native byte order, 4-byte aligned
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
        return owning(layout, new float[layout.size()]);
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

    /** SHA-256 over the values as little-endian floats, in lower-case hexadecimal: what two runs compare. */
    public String sha256() {
        MessageDigest digest = newSha256();
        int size = size();
        ByteBuffer chunk =
                ByteBuffer.allocate(Math.min(size, HASH_CHUNK) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            chunk.putFloat(get(i));
            if (!chunk.hasRemaining()) {
                digest.update(chunk.flip());
                chunk.clear();
            }
        }
        digest.update(chunk.flip());
        return HexFormat.of().formatHex(digest.digest());
    }

    private static final int HASH_CHUNK = 4096;

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
