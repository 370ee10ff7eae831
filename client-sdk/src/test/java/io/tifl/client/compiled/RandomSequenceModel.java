package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.EmbeddingSequenceLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small network over sequences drawn from a seed, the plan it is trained with, and its examples. */
record RandomSequenceModel(
        List<Integer> inputShape,
        int classes,
        MultiLayerConfiguration configuration,
        Examples examples,
        String optimizer,
        double learningRate,
        double proximal,
        String text) {
    private static final List<String> OPTIMIZERS = List.of("sgd", "nesterovs", "rmsprop", "adam", "adagrad");
    private static final List<Activation> CELLS =
            List.of(Activation.TANH, Activation.TANH, Activation.SIGMOID, Activation.IDENTITY, Activation.ELU);

    static RandomSequenceModel of(long seed) {
        return new Draw(new Seed(seed).generator(), seed).model();
    }

    @Override
    public String toString() {
        return text;
    }

    /** One draw; the seed also walks through optimisers and inputs in order, so that few seeds cover all. */
    private static final class Draw {
        private final RandomGenerator chance;
        private final long seed;
        private final StringBuilder text = new StringBuilder();

        Draw(RandomGenerator chance, long seed) {
            this.chance = chance;
            this.seed = seed;
        }

        private int among(int low, int high) {
            return chance.nextInt(low, high + 1);
        }

        RandomSequenceModel model() {
            boolean tokens = seed % 4 != 0;
            int time = seed % 6 == 5 ? 1 : among(2, 12);
            int width = among(2, 30);
            String optimizer = OPTIMIZERS.get((int) (seed % OPTIMIZERS.size()));
            double penalty = seed % 3 == 0 ? 0.01 : 0;
            double proximal = seed % 7 == 0 ? 0.1 : 0;
            int batch = among(1, 19);
            int classes = among(2, 30);
            text.append("seed %d, %s %d of %d, batch %d, %s, penalty %s, proximal %s"
                    .formatted(seed, tokens ? "tokens" : "vectors", time, width, batch, optimizer, penalty, proximal));
            var list = new NeuralNetConfiguration.Builder()
                    .l2(penalty)
                    .l1(penalty / 5)
                    .l2Bias(penalty / 2)
                    .biasInit(0.1)
                    .list()
                    .setInputType(InputType.recurrent(width, time));
            layers(tokens).forEach(list::layer);
            list.layer(new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(classes)
                    .activation(Activation.SOFTMAX)
                    .build());
            List<Integer> shape = tokens ? List.of(time) : List.of(width, time);
            return new RandomSequenceModel(
                    shape,
                    classes,
                    list.build(),
                    tokens ? tokens(batch, time, width, classes) : Given.noise(batch, shape, classes, seed),
                    optimizer,
                    optimizer.equals("sgd") ? 0.05 : 0.0005,
                    proximal,
                    text.toString());
        }

        private Examples tokens(int rows, int time, int vocabulary, int classes) {
            float[] features = new float[rows * time];
            for (int i = 0; i < features.length; i++) {
                features[i] = chance.nextInt(vocabulary);
            }
            return Examples.dense(
                    List.of(time),
                    classes,
                    features,
                    chance.ints(rows, 0, classes).toArray());
        }

        private List<Layer> layers(boolean tokens) {
            List<Layer> layers = new ArrayList<>();
            if (tokens) {
                layers.add(new EmbeddingSequenceLayer.Builder()
                        .nOut(among(1, 20))
                        .hasBias(chance.nextBoolean())
                        .activation(chance.nextInt(3) == 0 ? Activation.SIGMOID : Activation.IDENTITY)
                        .build());
            }
            for (int i = among(0, 2); i > 0; i--) {
                layers.add(lstm());
                if (chance.nextInt(4) == 0) {
                    layers.add(new ActivationLayer(Activation.SIGMOID));
                }
                if (chance.nextInt(3) == 0) {
                    layers.add(dense());
                }
            }
            layers.add(new LastTimeStep(lstm()));
            if (chance.nextBoolean()) {
                layers.add(dense());
            }
            return layers;
        }

        private LSTM lstm() {
            int units = among(1, 40);
            Activation cell = CELLS.get(chance.nextInt(CELLS.size()));
            Activation gate = chance.nextInt(5) == 0 ? Activation.TANH : Activation.SIGMOID;
            text.append(", ")
                    .append(units)
                    .append(' ')
                    .append(cell)
                    .append(" cells with gates ")
                    .append(gate);
            return new LSTM.Builder()
                    .nOut(units)
                    .activation(cell)
                    .gateActivationFunction(gate)
                    .forgetGateBiasInit(chance.nextDouble())
                    .build();
        }

        private DenseLayer dense() {
            int units = among(1, 40);
            text.append(", dense ").append(units);
            return new DenseLayer.Builder()
                    .nOut(units)
                    .hasBias(chance.nextBoolean())
                    .activation(Activation.TANH)
                    .build();
        }
    }
}
