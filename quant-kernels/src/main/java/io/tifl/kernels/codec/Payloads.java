package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/** What all payloads have in common. */
final class Payloads {
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private Payloads() {}

    /** Memory for a payload, zeroed: an array of bytes, which vectors load fastest from, unless it is too long for one. */
    static MemorySegment allocate(long bytes) {
        if (bytes <= LONGEST_ARRAY) {
            return MemorySegment.ofArray(new byte[(int) bytes]);
        }
        return MemorySegment.ofArray(new long[Math.toIntExact((bytes + Long.BYTES - 1) / Long.BYTES)])
                .asSlice(0, bytes);
    }

    /**
     * How many values are asked for.
     *
     * @param into memory for them
     * @throws IndexOutOfBoundsException if the layout has no such values
     */
    static int requireRange(Layout layout, int from, MemorySegment into) {
        long count = into.byteSize() / Float.BYTES;
        Objects.checkFromIndexSize((long) from, count, (long) layout.size());
        return (int) count;
    }

    static void requireAtLeast(EncodedUpdate update, long expected) throws MalformedUpdateException {
        if (update.bytes() < expected) {
            throw new MalformedUpdateException("layout needs at least " + expected + " bytes, got " + update.bytes());
        }
    }
}
