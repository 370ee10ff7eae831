package io.tifl.leaf.store;

import io.tifl.leaf.set.Column;
import io.tifl.leaf.set.ElementType;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/** Numbers in bytes, little-endian. */
final class Numbers {
    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle I32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle F32 = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle F64 = MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private Numbers() {}

    static void checkLabels(Column column, byte[] labels, int classes, Supplier<String> place) throws IOException {
        for (int i = 0; i < column.values(); i++) {
            double label = value(column.type(), labels, i);
            if (!(label >= 0 && label < classes && label == Math.rint(label))) {
                throw new IOException(place.get() + " has label " + text(label) + ", expected 0 to " + (classes - 1));
            }
        }
    }

    static void checkFinite(ElementType type, byte[] features, Supplier<String> place) throws IOException {
        for (int i = 0; i < features.length / type.bytes(); i++) {
            double value = value(type, features, i);
            if (!Double.isFinite(value)) {
                throw new IOException(
                        place.get() + " has " + value + " as feature " + i + ", expected a finite number");
            }
        }
    }

    private static String text(double label) {
        return label == Math.rint(label) ? Long.toString((long) label) : Double.toString(label);
    }

    private static double value(ElementType type, byte[] bytes, int index) {
        int at = index * type.bytes();
        return switch (type) {
            case U8 -> bytes[at] & 0xff;
            case U16 -> (short) U16.get(bytes, at) & 0xffff;
            case I32 -> (int) I32.get(bytes, at);
            case F32 -> (float) F32.get(bytes, at);
            case F64 -> (double) F64.get(bytes, at);
        };
    }
}
