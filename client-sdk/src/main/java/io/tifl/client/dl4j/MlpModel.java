package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code mlp}: one hidden ReLU layer.
 *
 * <p>Settings: {@code inputs}, {@code hidden} (200, as McMahan et al. 2017 use), {@code classes}.
 */
public final class MlpModel implements Dl4jModel {
    @Override
    public String name() {
        return "mlp";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("inputs", "hidden", "classes"));
        int inputs = Sizes.required(settings, "inputs", Sizes.MAX_FEATURES);
        int hidden = Sizes.optional(settings, "hidden", 200, 1, Sizes.MAX_HIDDEN);
        int classes = Sizes.required(settings, "classes", Sizes.MAX_CLASSES);
        Sizes.checkParameters(Math.addExact(Sizes.dense(inputs, hidden), Sizes.dense(hidden, classes)));
        var layers = Layers.network()
                .setInputType(InputType.feedForward(inputs))
                .layer(Layers.dense(hidden, Activation.RELU, 0))
                .layer(Layers.classes(classes, 0));
        return new Blueprint(List.of(inputs), classes, layers.build());
    }
}
