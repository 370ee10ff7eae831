package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code mlp}: hidden ReLU layers of the same width, usually one.
 *
 * <p>Settings: {@code inputs}, {@code hidden} (200, as McMahan et al. 2017 use), {@code layers} (1: hidden ones, at most 16), {@code
 * classes}.
 */
public final class MlpModel implements Dl4jModel {
    private static final int MAX_LAYERS = 16;

    @Override
    public String name() {
        return "mlp";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("inputs", "hidden", "layers", "classes"));
        int inputs = Sizes.required(settings, "inputs", Sizes.MAX_FEATURES);
        int hidden = Sizes.optional(settings, "hidden", 200, 1, Sizes.MAX_HIDDEN);
        int count = Sizes.optional(settings, "layers", 1, 1, MAX_LAYERS);
        int classes = Sizes.required(settings, "classes", Sizes.MAX_CLASSES);
        Sizes.checkParameters(parameters(inputs, hidden, count, classes));
        var layers = Layers.network().setInputType(InputType.feedForward(inputs));
        for (int i = 0; i < count; i++) {
            layers.layer(Layers.dense(hidden, Activation.RELU, 0));
        }
        layers.layer(Layers.classes(classes, 0));
        return new Blueprint(List.of(inputs), classes, layers.build());
    }

    private static long parameters(int inputs, int hidden, int layers, int classes) {
        long inner = Math.multiplyExact(layers - 1, Sizes.dense(hidden, hidden));
        return Math.addExact(Math.addExact(Sizes.dense(inputs, hidden), inner), Sizes.dense(hidden, classes));
    }
}
