package io.tifl.kernels.codec;

import io.tifl.kernels.ExactSum;
import io.tifl.protocol.Layout;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import java.util.List;

/**
 * A codec whose updates can be added to an exact sum as they are, without a decoded copy: to the very bits that decoding
 * and adding them one after the other gives.
 */
public interface SummableCodec extends UpdateCodec {
    /**
     * The largest magnitude that any value of the update could decode to, found without decoding; NaN or infinite if a
     * value may not be finite. The update may hold no value as large.
     *
     * @throws MalformedUpdateException as {@link #decode} does
     */
    float maxMagnitude(EncodedUpdate update, Layout layout) throws MalformedUpdateException;

    /**
     * Adds weighted updates in one pass over the sum.
     *
     * @param updates at least one, each with a finite {@link #maxMagnitude} within what the sum was made for
     * @param weights of the updates
     * @throws MalformedUpdateException as {@link #decode} does; the sum is then unchanged
     */
    void addTo(ExactSum sum, List<EncodedUpdate> updates, Layout layout, long[] weights)
            throws MalformedUpdateException;
}
