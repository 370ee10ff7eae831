package io.tifl.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Codes of 2, 4 or 8 bits, the first in the lowest bits of its byte, to and from codes of a byte each.
 *
 * <p>Eight codes at a time: {@link Long#expand} and {@link Long#compress} are one instruction where the processor has it.
 */
final class CodeBits {
    private static final ValueLayout.OfLong EIGHT = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt FOUR = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort TWO = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    private CodeBits() {}

    /** Bytes that hold so many codes. */
    static int bytes(int bits, int codes) {
        return (int) (((long) bits * codes + Byte.SIZE - 1) / Byte.SIZE);
    }

    /**
     * Reads {@code count} codes; bits of the last byte that belong to none are not looked at.
     *
     * @param from the first byte written
     */
    static void unpack(int bits, MemorySegment packed, long at, int count, byte[] codes, int from) {
        if (bits == Byte.SIZE) {
            MemorySegment.copy(packed, JAVA_BYTE, at, codes, from, count);
            return;
        }
        MemorySegment bytes = MemorySegment.ofArray(codes);
        long mask = ONES * ((1 << bits) - 1);
        int whole = count & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            bytes.set(EIGHT, from + i, Long.expand(group(bits, packed, at + (long) i / Long.BYTES * bits), mask));
        }
        int perByte = Byte.SIZE / bits;
        for (int i = whole; i < count; i++) {
            int shift = bits * (i % perByte);
            codes[from + i] = (byte) (packed.get(JAVA_BYTE, at + i / perByte) >>> shift & ((1 << bits) - 1));
        }
    }

    private static long group(int bits, MemorySegment packed, long at) {
        return bits == 4 ? packed.get(FOUR, at) : packed.get(TWO, at);
    }

    /** Writes {@code count} codes; bits of the last byte that belong to none are 0. */
    static void pack(int bits, byte[] codes, int count, MemorySegment packed, long at) {
        MemorySegment bytes = MemorySegment.ofArray(codes);
        long mask = ONES * ((1 << bits) - 1);
        int whole = count & -Long.BYTES;
        for (int i = 0; i < whole; i += Long.BYTES) {
            set(bits, packed, at + (long) i / Long.BYTES * bits, Long.compress(bytes.get(EIGHT, i), mask));
        }
        int perByte = Byte.SIZE / bits;
        for (int i = whole; i < count; i++) {
            int shift = bits * (i % perByte);
            byte before = shift == 0 ? 0 : packed.get(JAVA_BYTE, at + i / perByte);
            packed.set(JAVA_BYTE, at + i / perByte, (byte) (before | codes[i] << shift));
        }
    }

    private static void set(int bits, MemorySegment packed, long at, long group) {
        if (bits == 4) {
            packed.set(FOUR, at, (int) group);
        } else {
            packed.set(TWO, at, (short) group);
        }
    }
}
