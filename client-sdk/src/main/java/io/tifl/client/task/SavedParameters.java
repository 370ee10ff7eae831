package io.tifl.client.task;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Parameters in a client's own file: as a model of the wire format, which knows how layouts and values are written. */
final class SavedParameters {
    private static final ModelSpec OWED = ModelSpec.of("owed");
    private static final WireFormat FORMAT =
            new WireFormat(WireLimits.defaults().withMaxMessageBytes(Integer.MAX_VALUE - 8));

    private SavedParameters() {}

    static void write(DataOutputStream out, @Nullable Parameters parameters) throws IOException {
        if (parameters == null) {
            out.writeInt(0);
            return;
        }
        byte[] message = FORMAT.encode(new WireMessage.Model(new GlobalModel(OWED, 0, parameters)));
        out.writeInt(message.length);
        out.write(message);
    }

    static @Nullable Parameters read(DataInputStream in) throws IOException {
        int bytes = in.readInt();
        if (bytes == 0) {
            return null;
        }
        byte[] message = in.readNBytes(Math.max(bytes, 0));
        try {
            if (FORMAT.decode(message) instanceof WireMessage.Model(GlobalModel model)) {
                return model.parameters();
            }
        } catch (MalformedMessageException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        throw new IllegalArgumentException("it holds another kind of message");
    }
}
