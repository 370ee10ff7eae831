package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a sparse update, described at {@link TopKCodec}.
 *
 * @param oneIn of so many values one is sent
 */
record SparseFormat(String name, int oneIn) {
    private static final int EXPONENT_BYTES = 1;
    private static final int HALF_LESS_ONE = 0x7f;
    private static final byte NAN = 0x7e;
    private static final int GROUP_BITS = 7;
    private static final int MORE = 1 << GROUP_BITS;
    private static final int MOST_GROUPS = 5;

    private int sent(Layout layout) {
        return Math.max(1, layout.size() / oneIn);
    }

    private static long gapsAt(int sent) {
        return EXPONENT_BYTES + (long) sent;
    }

    EncodedUpdate encode(Parameters change) {
        Layout layout = change.layout();
        int[] indices = Largest.indices(change.values(), layout.size(), sent(layout));
        Unit unit = Unit.of(change);
        MemorySegment payload = Payloads.allocate(gapsAt(indices.length) + gapBytes(indices));
        payload.set(Payloads.BYTE, 0, (byte) unit.exponent());
        for (int i = 0; i < indices.length; i++) {
            payload.set(Payloads.BYTE, EXPONENT_BYTES + (long) i, quarter(change.get(indices[i]) / unit.value()));
        }
        writeGaps(indices, payload, gapsAt(indices.length));
        return new EncodedUpdate(name, layout.fingerprint(), payload);
    }

    /** The upper byte of a 16-bit float, rounded to the nearest, half to even. */
    private static byte quarter(float value) {
        if (Float.isNaN(value)) {
            return NAN;
        }
        int half = Float.floatToFloat16(value);
        return (byte) ((half + HALF_LESS_ONE + (half >>> Byte.SIZE & 1)) >>> Byte.SIZE);
    }

    private static long gapBytes(int[] indices) {
        long bytes = 0;
        int next = 0;
        for (int index : indices) {
            int bits = Integer.SIZE - Integer.numberOfLeadingZeros(index - next | 1);
            bytes += (bits + GROUP_BITS - 1) / GROUP_BITS;
            next = index + 1;
        }
        return bytes;
    }

    private static void writeGaps(int[] indices, MemorySegment payload, long start) {
        long at = start;
        int next = 0;
        for (int index : indices) {
            int gap = index - next;
            while (gap >= MORE) {
                payload.set(Payloads.BYTE, at++, (byte) (gap | MORE));
                gap >>>= GROUP_BITS;
            }
            payload.set(Payloads.BYTE, at++, (byte) gap);
            next = index + 1;
        }
    }

    Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        update.require(name, layout);
        int sent = sent(layout);
        Payloads.requireAtLeast(update, gapsAt(sent) + sent);
        MemorySegment payload = update.payload();
        float unit = Unit.read(payload.get(Payloads.BYTE, 0)).value();
        Gaps gaps = new Gaps(payload, gapsAt(sent), layout.size());
        MemorySegment values = VectorMemory.floats(layout.size());
        for (int i = 0; i < sent; i++) {
            short half = (short) (payload.get(Payloads.BYTE, EXPONENT_BYTES + (long) i) << Byte.SIZE);
            values.setAtIndex(Parameters.VALUE, gaps.next(), Float.float16ToFloat(half) * unit);
        }
        gaps.requireEnd();
        return new Parameters(layout, values);
    }

    /** Reads indices, each above the one before and below the size. */
    private static final class Gaps {
        private final MemorySegment payload;
        private final int size;
        private long at;
        private long next;

        Gaps(MemorySegment payload, long at, int size) {
            this.payload = payload;
            this.at = at;
            this.size = size;
        }

        int next() throws MalformedUpdateException {
            long index = next + gap();
            if (index >= size) {
                throw new MalformedUpdateException("index " + index + " lies beyond the " + size + " values");
            }
            next = index + 1;
            return (int) index;
        }

        private long gap() throws MalformedUpdateException {
            long gap = 0;
            for (int group = 0; group < MOST_GROUPS; group++) {
                if (at == payload.byteSize()) {
                    throw new MalformedUpdateException("the payload ends within its indices");
                }
                byte bits = payload.get(Payloads.BYTE, at++);
                gap |= (long) (bits & (MORE - 1)) << (GROUP_BITS * group);
                if (bits >= 0) {
                    if (bits == 0 && group > 0) {
                        throw new MalformedUpdateException("a gap is written with more bytes than it needs");
                    }
                    return gap;
                }
            }
            throw new MalformedUpdateException("a gap takes more than " + MOST_GROUPS + " bytes");
        }

        void requireEnd() throws MalformedUpdateException {
            if (at != payload.byteSize()) {
                throw new MalformedUpdateException((payload.byteSize() - at) + " bytes follow the last index");
            }
        }
    }
}
