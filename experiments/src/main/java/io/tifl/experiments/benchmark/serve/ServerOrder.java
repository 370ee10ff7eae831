package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * What a server's process is told on its standard input: the benchmark as JSON, then the trained model if there is one, each after its
 * length.
 */
record ServerOrder(BenchmarkSpec spec, Optional<GlobalModel> trained) {
    private static final int LARGEST_SPEC = 16 << 20;
    private static final int LARGEST_MODEL = 1 << 30;
    private static final WireFormat FORMAT =
            new WireFormat(WireLimits.defaults().withMaxMessageBytes(LARGEST_MODEL));

    void write(OutputStream to) throws IOException {
        DataOutputStream out = new DataOutputStream(to);
        byte[] text = Payload.MAPPER.writeValueAsString(spec.values()).getBytes(StandardCharsets.UTF_8);
        byte[] model =
                trained.map(one -> FORMAT.encode(new WireMessage.Model(one))).orElse(new byte[0]);
        out.writeInt(text.length);
        out.write(text);
        out.writeInt(model.length);
        out.write(model);
        out.flush();
    }

    static ServerOrder read(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        Map<?, ?> values = Payload.MAPPER.readValue(bytes(in, LARGEST_SPEC), Map.class);
        BenchmarkSpec spec = BenchmarkSpec.of(named(values));
        byte[] model = bytes(in, LARGEST_MODEL);
        return new ServerOrder(spec, model.length == 0 ? Optional.empty() : Optional.of(model(model)));
    }

    @SuppressWarnings("unchecked") // JSON's names are texts
    private static Map<String, Object> named(Map<?, ?> values) {
        return (Map<String, Object>) values;
    }

    private static byte[] bytes(DataInputStream in, int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("an order's part has at most " + most + " bytes, got " + length);
        }
        return in.readNBytes(length);
    }

    private static GlobalModel model(byte[] bytes) throws IOException {
        try {
            if (FORMAT.decode(bytes) instanceof WireMessage.Model(GlobalModel model)) {
                return model;
            }
            throw new IOException("expected a model in the order");
        } catch (MalformedMessageException e) {
            throw new IOException("the order's model is damaged: " + e.getMessage(), e);
        }
    }
}
