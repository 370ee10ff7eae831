package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A network with its parameters, between two kinds of file. Immutable.
 *
 * @param spec how tifl names the network; empty for one that came from elsewhere
 * @param version of the model in its job, 0 if it has none
 * @param blueprint the network
 * @param parameters in the order of Deeplearning4j's flat vector
 */
public record PortableModel(Optional<ModelSpec> spec, long version, Blueprint blueprint, Parameters parameters) {
    /** The network of a model by name. */
    static Blueprint blueprint(ModelSpec spec) {
        return Catalog.load("model", Dl4jModel.class).get(spec.name()).blueprint(spec.settings());
    }

    /**
     * The same parameters in the network that tifl knows by this name. Layers without parameters may differ in number, so
     * only shapes are compared, one after the other.
     *
     * @throws IOException if a shape differs, or outputs do
     */
    PortableModel as(ModelSpec wanted, String source) throws IOException {
        Blueprint known = blueprint(wanted);
        Layout layout = Dl4jForward.layout(known);
        requireSameShapes(source, wanted.name(), layout, parameters.layout());
        PortableModel named =
                new PortableModel(Optional.of(wanted), version, known, new Parameters(layout, parameters.values()));
        Agreement.between(this, named)
                .require(source + " and model '" + wanted.name() + "' have the same shapes, but other layers");
        return named;
    }

    static void requireSameShapes(String source, String model, Layout expected, Layout actual) throws IOException {
        List<Layout.Block> there = actual.blocks();
        for (int i = 0; i < Math.max(expected.blocks().size(), there.size()); i++) {
            String wanted =
                    i < expected.blocks().size() ? shown(expected.blocks().get(i)) : "nothing more";
            String found = i < there.size() ? shown(there.get(i)) : "nothing more";
            boolean same = i < expected.blocks().size()
                    && i < there.size()
                    && expected.blocks().get(i).shape().equals(there.get(i).shape());
            if (!same) {
                throw new IOException(
                        source + ": tensor " + i + " is " + found + ", model '" + model + "' expects " + wanted);
            }
        }
    }

    private static String shown(Layout.Block block) {
        return "'" + block.name() + "' " + block.shape();
    }

    /** @throws IOException if a parameter is not finite, naming its tensor */
    PortableModel requireFinite(String source) throws IOException {
        int at = 0;
        for (Layout.Block block : parameters.layout().blocks()) {
            for (int i = 0; i < block.size(); i++, at++) {
                if (!Float.isFinite(parameters.get(at))) {
                    throw new IOException(source + ": tensor '" + block.name() + "' " + block.shape() + " holds "
                            + parameters.get(at) + " at " + i + ", expected finite numbers");
                }
            }
        }
        return this;
    }
}
