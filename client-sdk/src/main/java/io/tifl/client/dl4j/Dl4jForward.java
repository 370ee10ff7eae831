package io.tifl.client.dl4j;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Deeplearning4j's own forward pass, with parameters that are set once, which its learner does for every evaluation. Confined to one
 * thread; how many threads a product of matrices takes, the process's environment says ({@code OMP_NUM_THREADS}).
 */
public final class Dl4jForward {
    private final Model network;
    private final List<Integer> inputShape;
    private final int inputSize;

    private Dl4jForward(Model network, List<Integer> inputShape) {
        this.network = network;
        this.inputShape = List.copyOf(inputShape);
        this.inputSize = inputShape.stream().reduce(1, Math::multiplyExact);
    }

    /**
     * A network of a model.
     *
     * @throws IllegalArgumentException if there are not as many parameters as the network has
     */
    public static Dl4jForward of(Dl4jModel.Blueprint blueprint, Parameters parameters) {
        INDArray values = Nd4j.createFromArray(parameters.toArray()).reshape(1, parameters.size());
        return new Dl4jForward(built(blueprint.architecture().copy(), values), blueprint.inputShape());
    }

    private static Model built(Architecture own, INDArray values) {
        return switch (own) {
            case Architecture.Sequence sequence -> {
                MultiLayerNetwork layers = new MultiLayerNetwork(sequence.configuration());
                layers.init(values, false);
                yield layers;
            }
            case Architecture.Graph graph -> {
                ComputationGraph vertices = new ComputationGraph(graph.configuration());
                vertices.init(values, false);
                yield vertices;
            }
        };
    }

    /**
     * A network that is there already, layers one after the other or a graph of one input and one output.
     *
     * @param inputShape of one example, as {@link Dl4jModel.Blueprint} names it
     */
    public static Dl4jForward of(Model network, List<Integer> inputShape) {
        if (!(network instanceof MultiLayerNetwork) && !(network instanceof ComputationGraph)) {
            throw new IllegalArgumentException("expected a network of layers or a graph, got a "
                    + network.getClass().getSimpleName());
        }
        return new Dl4jForward(network, inputShape);
    }

    /** The layout of any network's parameters; allocates it for that. */
    public static Layout layout(Dl4jModel.Blueprint blueprint) {
        return Network.initialised(blueprint.architecture(), 1).layout();
    }

    /** The network, a {@link MultiLayerNetwork} or a {@link ComputationGraph}; not to be trained. */
    public Model network() {
        return network;
    }

    /** Of one example. */
    public List<Integer> inputShape() {
        return inputShape;
    }

    /** Values of one example. */
    public int inputSize() {
        return inputSize;
    }

    /**
     * Predicts.
     *
     * @param features {@code count} examples one after the other from index 0 on, row-major
     * @return as many outputs for each example as the network has
     * @throws IllegalArgumentException if there are fewer features, or {@code count} is below 1
     */
    public float[] predict(float[] features, int count) {
        if (count < 1 || features.length < (long) count * inputSize) {
            throw new IllegalArgumentException("expected " + count + " examples of " + inputSize + " features, got "
                    + features.length + " features");
        }
        float[] whole = features.length == count * inputSize ? features : Arrays.copyOf(features, count * inputSize);
        long[] batch = LongStream.concat(
                        LongStream.of(count), inputShape.stream().mapToLong(Integer::longValue))
                .toArray();
        return output(Nd4j.createFromArray(whole).reshape('c', batch))
                .dup('c')
                .data()
                .asFloat();
    }

    private INDArray output(INDArray features) {
        return network instanceof MultiLayerNetwork layers
                ? layers.output(features, false)
                : ((ComputationGraph) network).outputSingle(false, features);
    }
}
