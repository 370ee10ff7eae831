package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.RangeCodec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * {@code sign}: one bit a value, and the mean magnitude of each row of 1024: scaled sign compression, which needs error
 * feedback (Karimireddy et al., "Error Feedback Fixes SignSGD", 2019; by blocks, Zheng et al., 2019). Stateless and
 * thread-safe.
 *
 * <p>Every tensor is cut into rows of 1024 values, the last one shorter; a row is its sign bits, the first in the lowest
 * bit of its byte and set for a negative value, then the scale, a 32-bit float, little-endian. Large tensors take 3.2 % of
 * {@code float32}'s bytes.
 *
 * <p>Bound: a value is off by at most the largest magnitude of its row. The seed is not used.
 */
public final class SignCodec implements RangeCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "sign";

    private static final int ROW = 1024;

    /** Found by the service loader; one is as good as another. */
    public SignCodec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean needsErrorFeedback() {
        return true;
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        MemorySegment payload = Payloads.allocate(bytes(change.layout()));
        eachRow(
                change.layout(),
                0,
                change.size(),
                (from, columns, at) -> encodeRow(change.values(), from, columns, payload, at));
        return new EncodedUpdate(NAME, change.layout().fingerprint(), payload);
    }

    private static void encodeRow(MemorySegment values, int from, int columns, MemorySegment payload, long at) {
        double sum = 0;
        for (int done = 0; done < columns; done += Byte.SIZE) {
            int signs = 0;
            for (int i = 0; i < Math.min(Byte.SIZE, columns - done); i++) {
                float value = values.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, (long) from + done + i);
                sum += Math.abs(value);
                signs |= (Float.floatToRawIntBits(value) >>> (Integer.SIZE - 1)) << i;
            }
            payload.set(Payloads.BYTE, at + done / Byte.SIZE, (byte) signs);
        }
        payload.set(Payloads.FLOAT, at + signBytes(columns), (float) (sum / columns));
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        MemorySegment values = VectorMemory.floats(layout.size());
        ranges(layout).decode(update, 0, values);
        return new Parameters(layout, values);
    }

    @Override
    public Ranges ranges(Layout layout) {
        long bytes = bytes(layout);
        return (update, from, into) -> {
            update.require(NAME, layout);
            update.requireBytes(bytes);
            int end = from + Payloads.requireRange(layout, from, into);
            eachRow(layout, from, end, (row, columns, at) -> {
                int first = Math.max(from, row) - row;
                int last = Math.min(end - row, columns);
                decodeRow(
                        update.payload(),
                        at,
                        columns,
                        first,
                        last,
                        into.asSlice((long) Float.BYTES * (row + first - from)));
            });
        };
    }

    private static void decodeRow(
            MemorySegment payload, long at, int columns, int first, int last, MemorySegment values) {
        float scale = payload.get(Payloads.FLOAT, at + signBytes(columns));
        for (int i = first; i < last; i++) {
            int negative = payload.get(Payloads.BYTE, at + i / Byte.SIZE) >>> (i % Byte.SIZE) & 1;
            values.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i - first, negative == 0 ? scale : -scale);
        }
    }

    @FunctionalInterface
    private interface Row {
        void at(int from, int columns, long at);
    }

    /** The rows that hold any of the values from {@code from} to below {@code end}. */
    private static void eachRow(Layout layout, int from, int end, Row row) {
        int begin = 0;
        long at = 0;
        for (Layout.Block block : layout.blocks()) {
            int size = block.size();
            int skipped = Math.max(0, from - begin) / ROW;
            for (int done = skipped * ROW; done < Math.min(size, end - begin); done += ROW) {
                row.at(begin + done, Math.min(ROW, size - done), at + (long) done / ROW * rowBytes(ROW));
            }
            begin += size;
            at += bytes(size);
        }
    }

    private static long bytes(Layout layout) {
        return layout.blocks().stream().mapToLong(block -> bytes(block.size())).sum();
    }

    private static long bytes(int size) {
        int rest = size % ROW;
        return (long) (size / ROW) * rowBytes(ROW) + (rest == 0 ? 0 : rowBytes(rest));
    }

    private static int rowBytes(int columns) {
        return signBytes(columns) + Float.BYTES;
    }

    private static int signBytes(int columns) {
        return (columns + Byte.SIZE - 1) / Byte.SIZE;
    }
}
