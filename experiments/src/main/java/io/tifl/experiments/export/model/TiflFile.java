package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Models as messages of the wire format: what a coordinator serves under {@code /v1/jobs/JOB/models/VERSION}. */
final class TiflFile {
    private static final WireFormat FORMAT =
            new WireFormat(WireLimits.defaults().withMaxMessageBytes(Integer.MAX_VALUE - 8));
    private static final JsonMapper JSON = JsonMapper.shared();

    private TiflFile() {}

    /** The message alone, whatever network it names. */
    static GlobalModel message(Path file) throws IOException {
        try {
            if (FORMAT.decode(Files.readAllBytes(file)) instanceof WireMessage.Model(GlobalModel model)) {
                return model;
            }
        } catch (MalformedMessageException e) {
            throw new IOException(file + " is no model of tifl: " + e.getMessage(), e);
        }
        throw new IOException(file + " is a message of tifl, but no model");
    }

    static PortableModel read(Path file) throws IOException {
        GlobalModel model = message(file);
        Blueprint blueprint = network(file, model.spec());
        Parameters parameters = ControlledModel.modelOf(model.parameters());
        Layout layout = Dl4jForward.layout(blueprint);
        PortableModel.requireSameShapes(file.toString(), model.spec().name(), layout, parameters.layout());
        return new PortableModel(
                Optional.of(model.spec()), model.version(), blueprint, new Parameters(layout, parameters.values()));
    }

    private static Blueprint network(Path file, ModelSpec spec) throws IOException {
        try {
            return PortableModel.blueprint(spec);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds a model that has no other form: " + e.getMessage(), e);
        }
    }

    static byte[] bytes(PortableModel model) {
        ModelSpec spec = model.spec().orElseGet(() -> described(model.blueprint()));
        Layout layout = Dl4jForward.layout(PortableModel.blueprint(spec));
        Parameters parameters = new Parameters(layout, model.parameters().values());
        return FORMAT.encode(new WireMessage.Model(new GlobalModel(spec, model.version(), parameters)));
    }

    /** A network from elsewhere as {@code dl4j-json}, which clients build from its description. */
    private static ModelSpec described(Blueprint blueprint) {
        if (!(blueprint.architecture() instanceof Architecture.Sequence(MultiLayerConfiguration layers))) {
            throw new IllegalArgumentException(
                    "a graph cannot be described to clients; name the model that it is with --model");
        }
        ModelSpec spec = new ModelSpec(
                "dl4j-json", Settings.none().with("json", description(layers)).with("input", dimensions(blueprint)));
        try {
            PortableModel.blueprint(spec);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "clients would not build this network (" + e.getMessage()
                            + "); name the model that it is with --model",
                    e);
        }
        return spec;
    }

    /** Without the names of parameters, which only a network that was built has, and without the time as a seed. */
    private static String description(MultiLayerConfiguration layers) {
        JsonNode json = JSON.readTree(layers.toJson());
        json.path("confs").forEach(conf -> ((ObjectNode) conf).remove(List.of("variables", "seed")));
        return json.toString();
    }

    private static String dimensions(Blueprint blueprint) {
        return String.join(
                "x", blueprint.inputShape().stream().map(String::valueOf).toList());
    }
}
