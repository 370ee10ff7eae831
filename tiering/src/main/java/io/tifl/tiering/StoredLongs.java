package io.tifl.tiering;

import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Source;
import java.util.Arrays;

/** The values of one vector of a stored plan while its parts are read. Confined to one thread. */
final class StoredLongs {
    private long[] values = new long[0];
    private int size;

    int size() {
        return size;
    }

    long get(int index) {
        return values[index];
    }

    /** Reads the new size and the blocks that changed; every value beyond the old size must be among them. */
    void apply(Source part, String field) throws MalformedMessageException {
        int width = PersistentLongs.blockSize();
        long after = part.u32(field);
        int changed = part.count(field + ": changed blocks", Integer.MAX_VALUE, Integer.BYTES + Long.BYTES);
        if (after > size + (long) changed * width || after > Integer.MAX_VALUE - width) {
            throw new MalformedMessageException(
                    field + ": " + after + " values announced, " + size + " known and " + changed + " blocks follow");
        }
        int known = Math.min(size, (int) after);
        values = after > values.length ? Arrays.copyOf(values, (int) after) : values;
        size = (int) after;
        int next = 0;
        for (int i = 0; i < changed; i++) {
            long block = part.u32(field + ": block");
            if (block < next || block * width >= size) {
                throw new MalformedMessageException(field + ": block " + block + " is out of order");
            }
            if (block * width > known) {
                throw new MalformedMessageException(field + ": values before block " + block + " are missing");
            }
            int end = Math.min((int) (block + 1) * width, size);
            for (int at = (int) block * width; at < end; at++) {
                values[at] = part.i64(field);
            }
            known = Math.max(known, end);
            next = (int) block + 1;
        }
        if (known < size) {
            throw new MalformedMessageException(field + ": the last values are missing");
        }
    }

    PersistentLongs done() {
        return PersistentLongs.copyOf(Arrays.copyOf(values, size));
    }
}
