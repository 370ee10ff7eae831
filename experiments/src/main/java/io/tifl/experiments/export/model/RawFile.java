package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The bare values of a model, as the checkpoint of a replay's run has them: little-endian floats in the order of the layout. */
final class RawFile {
    private RawFile() {}

    static PortableModel read(Path file, ModelSpec spec) throws IOException {
        Blueprint blueprint = PortableModel.blueprint(spec);
        Layout layout = Dl4jForward.layout(blueprint);
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != (long) layout.size() * Float.BYTES) {
            throw new IOException(file + " holds " + bytes.length + " bytes, model '" + spec.name() + "' expects "
                    + (long) layout.size() * Float.BYTES + " for " + layout.size() + " values");
        }
        float[] values = new float[layout.size()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new PortableModel(Optional.of(spec), 0, blueprint, Parameters.owning(layout, values));
    }
}
