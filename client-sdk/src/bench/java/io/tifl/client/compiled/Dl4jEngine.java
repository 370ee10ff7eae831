package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Deeplearning4j's own training, on arrays prepared beforehand. */
final class Dl4jEngine implements StepPeer.Engine {
    private final MultiLayerNetwork network;
    private final INDArray features;
    private final INDArray labels;

    Dl4jEngine(Blueprint blueprint, Examples examples, int batch) {
        this.network = new MultiLayerNetwork(blueprint.configuration().clone());
        network.init();
        for (var layer : network.getLayers()) {
            if (layer.conf().getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(new Sgd(1e-4));
            }
        }
        int size = examples.featureSize();
        float[] x = new float[batch * size];
        float[] y = new float[batch * examples.classes()];
        for (int i = 0; i < batch; i++) {
            examples.features(i, x, i * size);
            y[i * examples.classes() + examples.label(i)] = 1;
        }
        long[] shape = LongStream.concat(
                        LongStream.of(batch),
                        Arrays.stream(examples.featureShape().stream()
                                .mapToLong(Integer::longValue)
                                .toArray()))
                .toArray();
        this.features = Nd4j.createFromArray(x).reshape('c', shape);
        this.labels = Nd4j.createFromArray(y).reshape('c', batch, examples.classes());
    }

    @Override
    public void trainStep() {
        network.fit(features, labels);
    }

    @Override
    public void evaluateBatch() {
        network.output(features, false);
    }
}
