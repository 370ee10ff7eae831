package io.tifl.experiments.fleet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where a message of the models' topic lies.
 *
 * @param offset of its first part
 * @param length of the whole in bytes
 */
record Place(int partition, long offset, int length) {
    void write(DataOutput out) throws IOException {
        out.writeInt(partition);
        out.writeLong(offset);
        out.writeInt(length);
    }

    static Place read(DataInput in) throws IOException {
        return new Place(in.readInt(), in.readLong(), in.readInt());
    }
}
