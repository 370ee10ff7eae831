package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/** Which class an image is of, by the MD5 of its file. 34 bytes an image at most. Confined to one thread. */
final class ClassIndex {
    /** No image of that checksum. */
    static final int UNKNOWN = -1;

    private static final int FIRST_CAPACITY = 1 << 10;

    private final MessageDigest digest = Checksums.digest("MD5");
    private long[] high = new long[FIRST_CAPACITY];
    private long[] low = new long[FIRST_CAPACITY];
    private byte[] classes = emptySlots(FIRST_CAPACITY);
    private int size;

    /** Of images that are in two classes the lower one counts. */
    void put(byte[] image, int classOfIt) {
        if (2 * size >= classes.length) {
            grow();
        }
        ByteBuffer md5 = ByteBuffer.wrap(digest.digest(image));
        put(md5.getLong(), md5.getLong(), (byte) classOfIt);
    }

    int get(byte[] image) {
        ByteBuffer md5 = ByteBuffer.wrap(digest.digest(image));
        return classes[slot(md5.getLong(), md5.getLong())];
    }

    int size() {
        return size;
    }

    private void put(long first, long second, byte classOfIt) {
        int slot = slot(first, second);
        if (classes[slot] == UNKNOWN) {
            high[slot] = first;
            low[slot] = second;
            classes[slot] = classOfIt;
            size++;
        } else if (classOfIt < classes[slot]) {
            classes[slot] = classOfIt;
        }
    }

    // The slot with this checksum, or the free one where it belongs.
    private int slot(long first, long second) {
        int slot = (int) first & (classes.length - 1);
        while (classes[slot] != UNKNOWN && (high[slot] != first || low[slot] != second)) {
            slot = (slot + 1) & (classes.length - 1);
        }
        return slot;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        byte[] oldClasses = classes;
        high = new long[2 * oldHigh.length];
        low = new long[high.length];
        classes = emptySlots(high.length);
        size = 0;
        for (int i = 0; i < oldClasses.length; i++) {
            if (oldClasses[i] != UNKNOWN) {
                put(oldHigh[i], oldLow[i], oldClasses[i]);
            }
        }
    }

    private static byte[] emptySlots(int count) {
        byte[] slots = new byte[count];
        Arrays.fill(slots, (byte) UNKNOWN);
        return slots;
    }
}
