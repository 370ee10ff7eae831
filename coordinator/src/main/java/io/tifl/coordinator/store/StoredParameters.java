package io.tifl.coordinator.store;

import io.tifl.coordinator.store.Blobs.Blob;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Models and optimisers' vectors as messages of kind 1 of the wire format, which devices can be sent as they are. */
final class StoredParameters {
    /** What could be kept was allowed in before: the limits are what a buffer holds. */
    private static final WireFormat FORMAT =
            new WireFormat(new WireLimits(Integer.MAX_VALUE - 8, 0xffff, Integer.MAX_VALUE, Integer.MAX_VALUE));

    private static final ModelSpec VECTOR = ModelSpec.of("optimizer-vector");

    private StoredParameters() {}

    /** @throws IllegalArgumentException if the model needs more than 2^31 - 9 bytes */
    static Blob write(Blobs blobs, GlobalModel model) throws IOException {
        WireMessage message = new WireMessage.Model(model);
        return blobs.write(FORMAT.sizeOf(message), channel -> FORMAT.write(message, channel));
    }

    static GlobalModel decode(ByteBuffer bytes) throws MalformedMessageException {
        if (FORMAT.decode(bytes) instanceof WireMessage.Model(GlobalModel model)) {
            return model;
        }
        throw new MalformedMessageException("a model was expected, this is another message");
    }

    static Blob writeVector(Blobs blobs, Parameters vector) throws IOException {
        return write(blobs, new GlobalModel(VECTOR, 0, vector));
    }

    static Parameters decodeVector(ByteBuffer bytes) throws MalformedMessageException {
        return decode(bytes).parameters();
    }
}
