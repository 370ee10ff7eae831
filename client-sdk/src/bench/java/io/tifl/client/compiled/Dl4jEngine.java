package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;

/** Deeplearning4j's own training, on arrays prepared beforehand. */
final class Dl4jEngine implements StepPeer.Engine {
    private final Runnable train;
    private final Runnable evaluate;

    Dl4jEngine(Blueprint blueprint, Examples examples, int batch) {
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
        INDArray features = Nd4j.createFromArray(x).reshape('c', shape);
        INDArray labels = Nd4j.createFromArray(y).reshape('c', batch, examples.classes());
        switch (blueprint.architecture()) {
            case Architecture.Sequence sequence -> {
                MultiLayerNetwork network = new MultiLayerNetwork(sequence.configuration().clone());
                network.init();
                plainDescent(network.getLayers());
                train = () -> network.fit(features, labels);
                evaluate = () -> network.output(features, false);
            }
            case Architecture.Graph graph -> {
                ComputationGraph network = new ComputationGraph(graph.configuration().clone());
                network.init();
                plainDescent(network.getLayers());
                train = () -> network.fit(new INDArray[] {features}, new INDArray[] {labels});
                evaluate = () -> network.output(false, features);
            }
        }
    }

    private static void plainDescent(Layer[] layers) {
        for (Layer layer : layers) {
            if (layer.conf().getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(new Sgd(1e-4));
            }
        }
    }

    @Override
    public void trainStep() {
        train.run();
    }

    @Override
    public void evaluateBatch() {
        evaluate.run();
    }
}
