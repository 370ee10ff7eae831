package io.tifl.protocol.codec;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Named;

/**
 * Turns a parameter change into bytes and back. Stateless and thread-safe; what must be remembered between rounds, such as
 * error feedback, belongs to a wrapper on the client.
 *
 * <p>Laws, checked by the contract test: {@code decode(encode(x))} is within the codec's stated bound of {@code x}; the same
 * change and seed give the same bytes; no byte sequence makes {@code decode} read out of bounds, allocate more than the
 * layout needs, or throw anything but {@link MalformedUpdateException}.
 */
public interface UpdateCodec extends Named {
    /**
     * Whether training converges only if what one update leaves out is added to the client's next one, error feedback: so
     * for codecs that are wrong on average, such as those that send few values or signs alone.
     */
    default boolean needsErrorFeedback() {
        return false;
    }

    /**
     * Encodes a change. The update may share the memory of {@code change}: both are immutable.
     *
     * @param seed drives stochastic rounding; codecs that round deterministically ignore it
     */
    EncodedUpdate encode(Parameters change, long seed);

    /**
     * Decodes a change of the given layout. The result may share the payload's memory only if that is a Java array of the
     * values themselves, which nobody but a codec in this JVM makes; a byte buffer is copied, as receive buffers are reused
     * and freed.
     *
     * @throws MalformedUpdateException if the update names another codec or layout, or its bytes are not a valid encoding.
     *     Non-finite values are not the codec's business: admission refuses them.
     */
    Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException;
}
