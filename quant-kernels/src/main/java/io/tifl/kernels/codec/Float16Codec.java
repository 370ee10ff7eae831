package io.tifl.kernels.codec;

import io.tifl.kernels.HalfFloats;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.RangeCodec;
import java.lang.foreign.MemorySegment;

/**
 * {@code float16}: every value as an IEEE 754 binary16, little-endian, in the order of the layout: half the bytes of
 * {@code float32}. Stateless and thread-safe.
 *
 * <p>Bound: a value {@code x} up to 65504 in magnitude is off by at most {@code max(|x| * 2^-11, 2^-25)}. What is larger
 * becomes infinite, which admission refuses. The seed is not used.
 */
public final class Float16Codec implements RangeCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "float16";

    /** Found by the service loader; one is as good as another. */
    public Float16Codec() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        MemorySegment payload = Payloads.allocate((long) Short.BYTES * change.size());
        HalfFloats.toFloat16(change.values(), payload);
        return new EncodedUpdate(NAME, change.layout().fingerprint(), payload);
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        requireFit(update, layout);
        MemorySegment values = VectorMemory.floats(layout.size());
        HalfFloats.fromFloat16(update.payload(), values);
        return new Parameters(layout, values);
    }

    @Override
    public Ranges ranges(Layout layout) {
        return (update, from, into) -> {
            requireFit(update, layout);
            long count = Payloads.requireRange(layout, from, into);
            HalfFloats.fromFloat16(update.payload().asSlice((long) Short.BYTES * from, Short.BYTES * count), into);
        };
    }

    private static void requireFit(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        update.require(NAME, layout);
        update.requireBytes((long) Short.BYTES * layout.size());
    }
}
