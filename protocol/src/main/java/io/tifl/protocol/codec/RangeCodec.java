package io.tifl.protocol.codec;

import io.tifl.protocol.Layout;
import java.lang.foreign.MemorySegment;

/**
 * A codec whose updates can be decoded in part: some values without those before and after them. So what does not fit the memory
 * decoded can be kept as it came, and be looked at a few columns at a time.
 */
public interface RangeCodec extends UpdateCodec {
    /** How updates of this layout are read. Made once for many of them. */
    Ranges ranges(Layout layout);

    /** Reads parts of updates of one layout. Stateless and thread-safe. */
    @FunctionalInterface
    interface Ranges {
        /**
         * Decodes some values, to the bits that {@link UpdateCodec#decode} gives.
         *
         * @param from the first value
         * @param into whole floats in native byte order, as many as are asked for; heap or native
         * @throws MalformedUpdateException exactly if {@link UpdateCodec#decode} throws it, whatever the range
         * @throws IndexOutOfBoundsException if the layout has no such values
         */
        void decode(EncodedUpdate update, int from, MemorySegment into) throws MalformedUpdateException;
    }
}
