package io.tifl.client.dl4j;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * What a network is built from; never changed after it was handed over. Its updater is not used: the training plan names
 * one.
 */
public sealed interface Architecture {
    /** A copy that may be changed. */
    Architecture copy();

    /** What its layers are built from, vertices without layers left out. */
    List<NeuralNetConfiguration> layers();

    /** Layers one after the other. */
    record Sequence(MultiLayerConfiguration configuration) implements Architecture {
        @Override
        public Sequence copy() {
            return new Sequence(configuration.clone());
        }

        @Override
        public List<NeuralNetConfiguration> layers() {
            return configuration.getConfs();
        }
    }

    /** Layers and vertices that several others may read, with one input and one output. */
    record Graph(ComputationGraphConfiguration configuration) implements Architecture {
        @Override
        public Graph copy() {
            return new Graph(configuration.clone());
        }

        @Override
        public List<NeuralNetConfiguration> layers() {
            return configuration.getVertices().values().stream()
                    .filter(LayerVertex.class::isInstance)
                    .map(vertex -> ((LayerVertex) vertex).getLayerConf())
                    .toList();
        }
    }
}
