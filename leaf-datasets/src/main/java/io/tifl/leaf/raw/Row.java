package io.tifl.leaf.raw;

import io.tifl.leaf.set.Column;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The numbers of one example on their way to a sink: little-endian, one after another. Confined to one thread. */
final class Row {
    private final Column column;
    private final ByteBuffer bytes;

    Row(Column column) {
        this.column = column;
        this.bytes = ByteBuffer.allocate(column.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    Row put(int index, double value) {
        switch (column.type()) {
            case U8 -> bytes.put(index, (byte) (int) value);
            case U16 -> bytes.putShort(2 * index, (short) (int) value);
            case I32 -> bytes.putInt(4 * index, (int) value);
            case F32 -> bytes.putFloat(4 * index, (float) value);
            case F64 -> bytes.putDouble(8 * index, value);
        }
        return this;
    }

    byte[] bytes() {
        return bytes.array();
    }
}
