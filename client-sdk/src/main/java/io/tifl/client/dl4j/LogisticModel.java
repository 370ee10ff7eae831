package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * {@code logistic}: softmax regression.
 *
 * <p>Settings: {@code inputs}, {@code classes}, and {@code sigmoid} (false): with it the scores pass a sigmoid before the
 * softmax, which is LEAF's model for its synthetic data (Caldas et al., arXiv 1812.01097; 305 parameters for 60 inputs and 5
 * classes). LEAF sums the loss over a batch where we average it: its learning rate is ours divided by the batch size.
 */
public final class LogisticModel implements Dl4jModel {
    @Override
    public String name() {
        return "logistic";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of("inputs", "classes", "sigmoid"));
        int inputs = Sizes.required(settings, "inputs", Sizes.MAX_FEATURES);
        int classes = Sizes.required(settings, "classes", Sizes.MAX_CLASSES);
        Sizes.checkParameters(Sizes.dense(inputs, classes));
        var layers = Layers.network().setInputType(InputType.feedForward(inputs));
        if (settings.flag("sigmoid", false)) {
            layers.layer(Layers.dense(classes, Activation.SIGMOID, 0))
                    .layer(new LossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                            .activation(Activation.SOFTMAX)
                            .build());
        } else {
            layers.layer(Layers.classes(classes, 0));
        }
        return new Blueprint(List.of(inputs), classes, layers.build());
    }
}
