package io.tifl.client.task;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;

/** Fails at whatever it is asked. */
final class BrokenCodec implements UpdateCodec {
    @Override
    public String name() {
        return "broken";
    }

    @Override
    public EncodedUpdate encode(Parameters change, long seed) {
        throw new IllegalArgumentException("cannot encode " + change);
    }

    @Override
    public Parameters decode(EncodedUpdate update, Layout layout) {
        throw new IllegalArgumentException("cannot decode " + update);
    }
}
