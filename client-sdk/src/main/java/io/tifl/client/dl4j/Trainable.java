package io.tifl.client.dl4j;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Deeplearning4j's two kinds of network, which have the same methods but no common type for them. Confined to one thread. */
sealed interface Trainable {
    /** The network of this architecture, with drawn parameters; the architecture itself stays as it is. */
    static Trainable of(Architecture architecture) {
        return over(architecture.copy());
    }

    /** Like {@link #of}, with the seed in every layer. */
    static Trainable seeded(Architecture architecture, long seed) {
        Architecture copy = architecture.copy();
        copy.layers().forEach(layer -> layer.setSeed(seed));
        if (copy instanceof Architecture.Graph graph) {
            graph.configuration().getDefaultConfiguration().setSeed(seed);
        }
        return over(copy);
    }

    private static Trainable over(Architecture own) {
        return switch (own) {
            case Architecture.Sequence sequence -> Sequence.of(sequence.configuration());
            case Architecture.Graph graph -> Graph.of(graph.configuration());
        };
    }

    Model model();

    Layer[] layers();

    void fit(INDArray features, INDArray labels);

    /** The flat gradient of the sum of a batch's losses and of the penalties, in training mode; a view. */
    INDArray differentiate(INDArray features, INDArray labels);

    /** The loss of each example in inference, without penalties. */
    INDArray losses(INDArray features, INDArray labels);

    /** The output of inference. */
    INDArray output(INDArray features);

    void listeners(Collection<TrainingListener> listeners);

    /** The state of the optimiser; null if it has none. */
    @Nullable
    INDArray updaterState();

    /** Makes a new optimiser from what the layers name. */
    void renewUpdater();

    /** Sets the counts of iterations and epochs to 0. */
    void restart();

    /** Layers one after the other. */
    record Sequence(MultiLayerNetwork net) implements Trainable {
        private static Sequence of(MultiLayerConfiguration configuration) {
            MultiLayerNetwork net = new MultiLayerNetwork(configuration);
            net.init();
            return new Sequence(net);
        }

        @Override
        public Model model() {
            return net;
        }

        @Override
        public Layer[] layers() {
            return net.getLayers();
        }

        @Override
        public void fit(INDArray features, INDArray labels) {
            net.fit(features, labels);
        }

        @Override
        public INDArray differentiate(INDArray features, INDArray labels) {
            if (net.getFlattenedGradients() == null) {
                net.initGradientsView();
            }
            net.setInput(features);
            net.setLabels(labels);
            net.computeGradientAndScore();
            return net.getFlattenedGradients();
        }

        @Override
        public INDArray losses(INDArray features, INDArray labels) {
            return net.scoreExamples(new DataSet(features, labels), false);
        }

        @Override
        public INDArray output(INDArray features) {
            return net.output(features, false);
        }

        @Override
        public void listeners(Collection<TrainingListener> listeners) {
            net.setListeners(listeners);
        }

        @Override
        public @Nullable INDArray updaterState() {
            return net.getUpdater().getStateViewArray();
        }

        @Override
        public void renewUpdater() {
            net.setUpdater((Updater) null);
        }

        @Override
        public void restart() {
            net.setIterationCount(0);
            net.setEpochCount(0);
        }
    }

    /** A graph with one input and one output. */
    record Graph(ComputationGraph net) implements Trainable {
        private static Graph of(ComputationGraphConfiguration configuration) {
            ComputationGraph net = new ComputationGraph(configuration);
            net.init();
            return new Graph(net);
        }

        @Override
        public Model model() {
            return net;
        }

        @Override
        public Layer[] layers() {
            return net.getLayers();
        }

        @Override
        public void fit(INDArray features, INDArray labels) {
            net.fit(new INDArray[] {features}, new INDArray[] {labels});
        }

        @Override
        public INDArray differentiate(INDArray features, INDArray labels) {
            if (net.getFlattenedGradients() == null) {
                net.initGradientsView();
            }
            net.setInput(0, features);
            net.setLabel(0, labels);
            net.computeGradientAndScore();
            return net.getFlattenedGradients();
        }

        @Override
        public INDArray losses(INDArray features, INDArray labels) {
            return net.scoreExamples(new DataSet(features, labels), false);
        }

        @Override
        public INDArray output(INDArray features) {
            return net.output(false, features)[0];
        }

        @Override
        public void listeners(Collection<TrainingListener> listeners) {
            net.setListeners(listeners);
        }

        @Override
        public @Nullable INDArray updaterState() {
            return net.getUpdater().getStateViewArray();
        }

        @Override
        public void renewUpdater() {
            net.setUpdater(null);
        }

        @Override
        public void restart() {
            net.getConfiguration().setIterationCount(0);
            net.getConfiguration().setEpochCount(0);
        }
    }
}
