package io.tifl.protocol.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Sends every value as it is: 32-bit floats, little-endian, in the order of the layout. Lossless to the bit. Stateless and
 * thread-safe.
 *
 * <p>Who owns the memory: on a little-endian machine an encoded update shares the memory of the change, and decoding it in
 * the same JVM gives that memory back, without a copy, if it lies on the heap. This is safe since neither {@link Parameters} nor an
 * {@link EncodedUpdate} is written once made. Whatever came through bytes (a {@code byte[]}, a direct or mapped buffer) is
 * copied, because its owner may reuse or free it.
 */
public final class Float32Codec implements UpdateCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "float32";

    private static final ValueLayout.OfInt NATIVE = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfInt LITTLE_ENDIAN = NATIVE.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final boolean SAME_ORDER = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    /** Found by the service loader; one is as good as another. */
    public Float32Codec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        return new EncodedUpdate(NAME, change.layout().fingerprint(), littleEndian(change.values()));
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        MemorySegment payload = payload(update, layout);
        return new Parameters(layout, stays(payload) ? payload : copied(payload, layout.size()));
    }

    /**
     * The values where they are, as floats in native byte order; empty on a machine of the other byte order. They may be
     * aligned to single bytes only, and are there as long as the owner of the payload's memory leaves them there.
     *
     * @throws MalformedUpdateException as {@link #decode} does
     */
    public Optional<MemorySegment> valuesInPlace(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        MemorySegment payload = payload(update, layout);
        return SAME_ORDER ? Optional.of(payload) : Optional.empty();
    }

    private static MemorySegment payload(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        update.require(NAME, layout);
        update.requireBytes((long) Float.BYTES * layout.size());
        return update.payload();
    }

    private static MemorySegment littleEndian(MemorySegment values) {
        if (SAME_ORDER) {
            return values;
        }
        MemorySegment bytes = VectorMemory.floats(Math.toIntExact(values.byteSize() / Float.BYTES));
        MemorySegment.copy(values, NATIVE, 0, bytes, LITTLE_ENDIAN, 0, values.byteSize() / Float.BYTES);
        return bytes;
    }

    /**
     * Whether a payload can be kept without a copy: a heap segment aligned to 4 bytes lies over an array of floats or the like,
     * not over bytes that someone receives into.
     */
    public static boolean stays(MemorySegment payload) {
        return SAME_ORDER && !payload.isNative() && payload.maxByteAlignment() >= Parameters.VALUE.byteAlignment();
    }

    private static MemorySegment copied(MemorySegment payload, int size) {
        MemorySegment values = VectorMemory.floats(size);
        MemorySegment.copy(payload, LITTLE_ENDIAN, 0, values, NATIVE, 0, size);
        return values;
    }
}
