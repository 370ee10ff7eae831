package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer.PoolingType;
import org.nd4j.linalg.activations.Activation;

/**
 * {@code celeba-cnn}: LEAF's network for CelebA (Caldas et al., arXiv 1812.01097), for colour images of 84 by 84 in 2 classes; no
 * settings. 31,202 parameters are trained; the layout also holds the 256 running statistics of its batch normalisations.
 *
 * <p>LEAF normalises by the batch's own statistics in evaluation too; here evaluation uses the running ones, as usual.
 */
public final class CelebaCnn implements Dl4jModel {
    private static final int BLOCKS = 4;

    @Override
    public String name() {
        return "celeba-cnn";
    }

    @Override
    public Blueprint blueprint(Settings settings) {
        settings.requireOnly(Set.of());
        var layers = Layers.network().setInputType(InputType.convolutional(84, 84, 3));
        for (int i = 0; i < BLOCKS; i++) {
            layers.layer(Layers.convolution(3, 32, 1))
                    .layer(new BatchNormalization.Builder()
                            .decay(0.99)
                            .eps(1e-3)
                            .build())
                    .layer(new SubsamplingLayer.Builder(PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                            .convolutionMode(ConvolutionMode.Same)
                            .build())
                    .layer(new ActivationLayer(Activation.RELU));
        }
        return new Blueprint(
                List.of(3, 84, 84), 2, layers.layer(Layers.classes(2, 0)).build());
    }
}
