package io.tifl.client.quantized;

import io.tifl.client.Examples;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.dl4j.Dl4jModel;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A model with parameters drawn so that values neither vanish nor explode, and examples for it.
 *
 * @param examples uniform in 0 to 1
 */
record Trained(ModelSpec spec, Dl4jModel.Blueprint blueprint, Parameters parameters, Examples examples) {
    private static final int EXAMPLES = 40;

    /** A built-in model with these settings, names and values in turn. */
    static Trained of(String model, Object... settings) {
        Settings all = Settings.none();
        for (int i = 0; i < settings.length; i += 2) {
            all = all.with(settings[i].toString(), settings[i + 1].toString());
        }
        ModelSpec spec = new ModelSpec(model, all);
        Dl4jModel.Blueprint blueprint =
                Catalog.load("model", Dl4jModel.class).get(model).blueprint(all);
        return new Trained(
                spec,
                blueprint,
                drawn(TrainedNetwork.layout(blueprint)),
                examples(blueprint.inputShape(), blueprint.classes(), 1));
    }

    static Parameters drawn(Layout layout) {
        RandomGenerator chance = new Seed(7).generator();
        float[] values = new float[layout.size()];
        int at = 0;
        for (Layout.Block block : layout.blocks()) {
            int fanIn = block.shape().size() == 4
                    ? block.size() / block.shape().getFirst()
                    : block.shape().getFirst();
            boolean depthwise = block.shape().size() == 4
                    && block.shape().getLast() == 1
                    && block.shape().get(2) > 1;
            double spread = Math.sqrt(2.0 / (depthwise ? 9 : fanIn));
            String kind = block.name().substring(block.name().lastIndexOf('_') + 1);
            for (int i = 0; i < block.size(); i++) {
                values[at++] = (float)
                        switch (kind) {
                            case "W" -> spread * chance.nextGaussian();
                            case "gamma", "var" -> 0.5 + chance.nextDouble();
                            default -> 0.3 * chance.nextGaussian();
                        };
            }
        }
        return Parameters.owning(layout, values);
    }

    static Examples examples(List<Integer> shape, int classes, long seed) {
        RandomGenerator chance = new Seed(seed).generator();
        int size = shape.stream().reduce(1, Math::multiplyExact);
        float[] features = new float[EXAMPLES * size];
        for (int i = 0; i < features.length; i++) {
            features[i] = chance.nextFloat();
        }
        return Examples.dense(
                shape, classes, features, chance.ints(EXAMPLES, 0, classes).toArray());
    }

    TrainedNetwork network() {
        return TrainedNetwork.read(spec, parameters);
    }

    float[] features() {
        int size = examples.featureSize();
        float[] all = new float[examples.size() * size];
        for (int i = 0; i < examples.size(); i++) {
            examples.features(i, all, i * size);
        }
        return all;
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
