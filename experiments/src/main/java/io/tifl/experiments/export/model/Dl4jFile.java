package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.model.SavedNetwork;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** Models as Deeplearning4j's own zip. */
final class Dl4jFile {
    /** The first moment a zip can tell: equal models have equal bytes. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private Dl4jFile() {}

    static PortableModel read(Path file, List<Integer> inputShape) throws IOException {
        SavedNetwork saved = inputShape.isEmpty() ? SavedNetwork.read(file) : SavedNetwork.read(file, inputShape);
        return of(saved.forward(), saved.outputs());
    }

    /** A network with its parameters, as it stands. */
    static PortableModel of(Dl4jForward forward, int outputs) {
        Model network = forward.network();
        Blueprint blueprint = new Blueprint(forward.inputShape(), outputs, architecture(network));
        Layout layout = Dl4jForward.layout(blueprint);
        float[] values = network.params().dup().data().asFloat();
        return new PortableModel(Optional.empty(), 0, blueprint, Parameters.owning(layout, values));
    }

    private static Architecture architecture(Model network) {
        return network instanceof MultiLayerNetwork layers
                ? new Architecture.Sequence(layers.getLayerWiseConfigurations())
                : new Architecture.Graph(((ComputationGraph) network).getConfiguration());
    }

    static byte[] bytes(PortableModel model) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        Architecture own = model.blueprint().architecture().copy();
        // Deeplearning4j takes the time where none was said.
        own.layers().forEach(layer -> layer.setSeed(0));
        Blueprint unseeded =
                new Blueprint(model.blueprint().inputShape(), model.blueprint().classes(), own);
        Model network = Dl4jForward.of(unseeded, model.parameters()).network();
        ModelSerializer.writeModel(network, written, false);
        return withoutTimes(written.toByteArray());
    }

    private static byte[] withoutTimes(byte[] zip) throws IOException {
        ByteArrayOutputStream same = new ByteArrayOutputStream();
        try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(zip));
                ZipOutputStream to = new ZipOutputStream(same)) {
            for (ZipEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                ZipEntry plain = new ZipEntry(entry.getName());
                plain.setTimeLocal(NO_TIME);
                to.putNextEntry(plain);
                from.transferTo(to);
                to.closeEntry();
            }
        }
        return same.toByteArray();
    }
}
