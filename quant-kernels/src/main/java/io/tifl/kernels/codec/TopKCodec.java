package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;

/**
 * {@code top-k}: the values of largest magnitude, one in 16, and zero for all others; it needs error feedback (Stich et
 * al., "Sparsified SGD with Memory", 2018). At least 30 times smaller than {@code float32} for large models. Stateless and
 * thread-safe.
 *
 * <p>With {@code n} values, {@code k = max(1, n / 16)} travel. The payload is one signed byte, the exponent of the
 * update's unit, a power of two; the {@code k} values in units, each the upper byte of a 16-bit float (the format known as
 * E5M2: what its two digits leave out is the smaller part of what is owed), in the order of the layout; then {@code k}
 * gaps, seven bits a byte from the lowest on, the highest bit set in all bytes but the last: the index of the first value,
 * then of each how many values lie between it and the one before.
 *
 * <p>Bound: a value that is sent is off by at most {@code |x| * 0.126 + largest * 2^-31}, one that is not sent by its
 * magnitude, which no sent value's is below. The seed is not used.
 */
public final class TopKCodec implements UpdateCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "top-k";

    private static final SparseFormat FORMAT = new SparseFormat(NAME, 16);

    /** Found by the service loader; one is as good as another. */
    public TopKCodec() {}

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
        return FORMAT.encode(change);
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
        return FORMAT.decode(update, layout);
    }
}
