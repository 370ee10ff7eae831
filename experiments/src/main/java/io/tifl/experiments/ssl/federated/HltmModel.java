package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.serve.TaskModel;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code hltm}: a network of the shape of a latent tree, the common beginning of a fleet, so that units of all clients
 * are aligned. Settings: {@code depth} (5), {@code branching} (2), {@code width} (10). A block for each latent, its weights
 * by unit and input, then its biases.
 */
public final class HltmModel implements TaskModel {
    /** Its name. */
    public static final String NAME = "hltm";

    private static final int MOST_PARAMETERS = 1 << 24;

    /** For the service loader. */
    public HltmModel() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parameters initial(Settings settings, long seed) {
        Size size = size(settings);
        return parameters(TreeNetwork.random(size.shape(), size.width(), new Seed(seed)));
    }

    /** How large a network is. */
    record Size(TreeShape shape, int width) {}

    static Size size(Settings settings) {
        SettingsReader reader = new SettingsReader(settings);
        int depth = reader.whole("depth", 5, 1, 12);
        int branching = reader.whole("branching", 2, 1, 64);
        int width = reader.whole("width", 10, 1, 1024);
        return reader.read(() -> {
            TreeShape shape = new TreeShape(depth, branching);
            double most = shape.latents() * width * (1.0 + branching * width);
            if (most > MOST_PARAMETERS) {
                throw new IllegalArgumentException("a network has at most " + MOST_PARAMETERS + " parameters; depth "
                        + depth + ", branching " + branching + " and width " + width + " are more");
            }
            return new Size(shape, width);
        });
    }

    /**
     * The network that an order brings.
     *
     * @throws IllegalArgumentException if it brings another model
     */
    static TreeNetwork network(GlobalModel model) {
        if (!model.spec().name().equals(NAME)) {
            throw new IllegalArgumentException(
                    "expected the model '" + NAME + "', got '" + model.spec().name() + "'");
        }
        Size size = size(model.spec().settings());
        TreeNetwork network = new TreeNetwork(size.shape(), size.width());
        Layout layout = layout(network);
        if (!model.parameters().layout().equals(layout)) {
            throw new IllegalArgumentException("expected parameters of the layout " + layout.describe() + ", got "
                    + model.parameters().layout().describe());
        }
        for (int k = 0; k < layout.size(); k++) {
            network.parameters()[k] = model.parameters().get(k);
        }
        return network;
    }

    static ModelSpec spec(TreeShape shape, int width) {
        return new ModelSpec(
                NAME,
                Settings.none()
                        .with("depth", shape.depth())
                        .with("branching", shape.children())
                        .with("width", width));
    }

    private static Layout layout(TreeNetwork network) {
        List<Layout.Block> blocks = new ArrayList<>();
        for (int latent = 0; latent < network.shape().latents(); latent++) {
            blocks.add(new Layout.Block("latent-" + latent, List.of(network.parameters(latent))));
        }
        return new Layout(blocks);
    }

    private static Parameters parameters(TreeNetwork network) {
        return change(network, Parameters.zeros(layout(network)));
    }

    /** What a network is now, less what it began with. */
    static Parameters change(TreeNetwork now, Parameters start) {
        float[] change = new float[start.size()];
        for (int k = 0; k < change.length; k++) {
            change[k] = (float) (now.parameters()[k] - start.get(k));
        }
        return Parameters.owning(start.layout(), change);
    }
}
