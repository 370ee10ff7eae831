package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Architecture;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's own forward pass: parameters are set once, which its learner does for every evaluation. */
final class Dl4jForward {
    private final UnaryOperator<INDArray> network;
    private final long[] shape;

    Dl4jForward(Blueprint blueprint, Parameters parameters) {
        float[] flat = new float[parameters.layout().size()];
        MemorySegment.copy(parameters.values(), Parameters.VALUE, 0, flat, 0, flat.length);
        INDArray values = Nd4j.createFromArray(flat).reshape(1, flat.length);
        this.shape =
                blueprint.inputShape().stream().mapToLong(Integer::longValue).toArray();
        switch (blueprint.architecture()) {
            case Architecture.Sequence sequence -> {
                MultiLayerNetwork layers =
                        new MultiLayerNetwork(sequence.configuration().clone());
                layers.init(values, false);
                network = features -> layers.output(features, false);
            }
            case Architecture.Graph graph -> {
                ComputationGraph vertices =
                        new ComputationGraph(graph.configuration().clone());
                vertices.init(values, false);
                network = features -> vertices.outputSingle(false, features);
            }
        }
    }

    /** Reads the examples, runs them and says what the first one's first output is. */
    float run(Examples examples) {
        float[] features = new float[examples.size() * examples.featureSize()];
        for (int i = 0; i < examples.size(); i++) {
            examples.features(i, features, i * examples.featureSize());
        }
        long[] batch = LongStream.concat(LongStream.of(examples.size()), LongStream.of(shape))
                .toArray();
        return network.apply(Nd4j.createFromArray(features).reshape('c', batch)).getFloat(0);
    }
}
