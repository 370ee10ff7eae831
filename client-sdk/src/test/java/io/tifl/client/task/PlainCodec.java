package io.tifl.client.task;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;

/** The values as they are: enough to see what a runner encodes. */
final class PlainCodec implements UpdateCodec {
    @Override
    public String name() {
        return "plain";
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        return new EncodedUpdate("plain", change.layout().fingerprint(), change.values());
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) {
        return new Parameters(layout, update.payload());
    }
}
