package io.tifl.kernels.jit;

import java.util.Arrays;

/** A growing array of bytes, little endian. */
final class Bytes {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    void u8(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) value;
    }

    void s32(int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            u8(value >> shift);
        }
    }

    void s64(long value) {
        s32((int) value);
        s32((int) (value >> 32));
    }

    void patch32(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> (8 * i));
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }
}
