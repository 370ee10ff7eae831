package io.tifl.kernels.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;

/**
 * {@code top-k-128}: {@link TopKCodec} with one value in 128, at least 160 times smaller than {@code float32} for large
 * models. Same format, same bound. Stateless and thread-safe.
 */
public final class TopK128Codec implements UpdateCodec {
    /** The name under which the codec travels. */
    public static final String NAME = "top-k-128";

    private static final SparseFormat FORMAT = new SparseFormat(NAME, 128);

    /** Found by the service loader; one is as good as another. */
    public TopK128Codec() {}

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
