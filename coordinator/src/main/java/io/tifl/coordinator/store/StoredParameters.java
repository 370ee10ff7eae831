package io.tifl.coordinator.store;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;

/** Models and optimisers' vectors as messages of kind 1 of the wire format, which devices can be sent as they are. */
final class StoredParameters {
    /** What could be kept was allowed in before: the limits are what an array holds. */
    private static final WireFormat FORMAT =
            new WireFormat(new WireLimits(Integer.MAX_VALUE - 8, 0xffff, Integer.MAX_VALUE, Integer.MAX_VALUE));

    private static final ModelSpec VECTOR = ModelSpec.of("optimizer-vector");

    private StoredParameters() {}

    static byte[] encode(GlobalModel model) {
        return FORMAT.encode(new WireMessage.Model(model));
    }

    static GlobalModel decode(byte[] bytes) throws MalformedMessageException {
        if (FORMAT.decode(bytes) instanceof WireMessage.Model(GlobalModel model)) {
            return model;
        }
        throw new MalformedMessageException("a model was expected, this is another message");
    }

    static byte[] encodeVector(Parameters vector) {
        return encode(new GlobalModel(VECTOR, 0, vector));
    }

    static Parameters decodeVector(byte[] bytes) throws MalformedMessageException {
        return decode(bytes).parameters();
    }
}
