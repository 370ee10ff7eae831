package io.tifl.leaf.store;

import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.LeafAlphabet;
import io.tifl.leaf.set.Reading;
import java.lang.foreign.MemorySegment;

/** Turns stored numbers into what a model reads. */
@FunctionalInterface
interface FeatureReader {
    void read(MemorySegment from, long at, float[] into, int offset, int count);

    /** @throws IllegalArgumentException if only bytes can be read this way and the numbers are others */
    static FeatureReader of(ElementType type, Reading reading) {
        if (reading != Reading.PLAIN) {
            if (type != ElementType.U8) {
                throw new IllegalArgumentException(reading + " are of type U8, got " + type);
            }
            return new Looked(reading == Reading.PIXELS ? Tables.PIXELS : Tables.LETTERS);
        }
        return switch (type) {
            case U8 -> new Looked(Tables.BYTES);
            case U16 ->
                (from, at, into, offset, count) -> {
                    for (int i = 0; i < count; i++) {
                        into[offset + i] = from.get(Columns.U16, at + 2L * i) & 0xffff;
                    }
                };
            case I32 ->
                (from, at, into, offset, count) -> {
                    for (int i = 0; i < count; i++) {
                        into[offset + i] = from.get(Columns.I32, at + 4L * i);
                    }
                };
            case F32 ->
                (from, at, into, offset, count) -> MemorySegment.copy(from, Columns.F32, at, into, offset, count);
            case F64 ->
                (from, at, into, offset, count) -> {
                    for (int i = 0; i < count; i++) {
                        into[offset + i] = (float) from.get(Columns.F64, at + 8L * i);
                    }
                };
        };
    }

    /** Bytes by a table of 256. */
    final class Looked implements FeatureReader {
        private final float[] table;

        Looked(float[] table) {
            this.table = table;
        }

        @Override
        public void read(MemorySegment from, long at, float[] into, int offset, int count) {
            for (int i = 0; i < count; i++) {
                into[offset + i] = table[from.get(Columns.U8, at + i) & 0xff];
            }
        }
    }

    /** What each byte means. */
    final class Tables {
        static final float[] BYTES = new float[256];
        static final float[] PIXELS = new float[256];
        static final float[] LETTERS = new float[256];

        static {
            for (int i = 0; i < 256; i++) {
                BYTES[i] = i;
                PIXELS[i] = i / 255f;
                LETTERS[i] = LeafAlphabet.classOf((char) i);
            }
        }

        private Tables() {}
    }
}
