package io.tifl.client.dl4j;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Named;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** A family of Deeplearning4j classifiers that can be named in a model spec. Stateless and thread-safe. */
public interface Dl4jModel extends Named {
    /**
     * The network these settings describe; the same settings give the same network on every machine.
     *
     * @throws IllegalArgumentException if a setting is unknown or out of its range
     */
    Blueprint blueprint(Settings settings);

    /**
     * A network not yet built.
     *
     * @param inputShape of one example: {@code [features]}, {@code [tokens]}, {@code [features, time]} or {@code [channels,
     *     height, width]}
     * @param classes width of the softmax output
     */
    record Blueprint(List<Integer> inputShape, int classes, Architecture architecture) {
        public Blueprint {
            inputShape = List.copyOf(inputShape);
        }

        /** Of layers one after the other. */
        public Blueprint(List<Integer> inputShape, int classes, MultiLayerConfiguration configuration) {
            this(inputShape, classes, new Architecture.Sequence(configuration));
        }

        /** Of a graph with one input and one output. */
        public Blueprint(List<Integer> inputShape, int classes, ComputationGraphConfiguration configuration) {
            this(inputShape, classes, new Architecture.Graph(configuration));
        }

        /** The layers of a network that has them one after the other; a graph throws {@link IllegalStateException}. */
        public MultiLayerConfiguration configuration() {
            if (architecture instanceof Architecture.Sequence sequence) {
                return sequence.configuration();
            }
            throw new IllegalStateException("the network is a graph, not a sequence of layers");
        }
    }
}
