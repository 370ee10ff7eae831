package io.tifl.client.compiled;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A small configuration of odd sizes, drawn from everything the compiled engine knows but dropout, and how to train it. */
record RandomModel(
        long seed,
        List<Integer> inputShape,
        int classes,
        MultiLayerConfiguration configuration,
        int batchSize,
        String optimizer,
        double learningRate,
        double proximal,
        String text) {
    private static final List<org.nd4j.linalg.activations.Activation> ACTIVATIONS = List.of(
            org.nd4j.linalg.activations.Activation.RELU,
            org.nd4j.linalg.activations.Activation.TANH,
            org.nd4j.linalg.activations.Activation.LEAKYRELU,
            org.nd4j.linalg.activations.Activation.SIGMOID,
            org.nd4j.linalg.activations.Activation.ELU,
            org.nd4j.linalg.activations.Activation.IDENTITY);
    private static final List<String> OPTIMIZERS = List.of("sgd", "nesterovs", "rmsprop", "adam", "adagrad");

    static RandomModel of(long seed) {
        return new Draw(new Seed(seed).generator(), seed).model();
    }

    @Override
    public String toString() {
        return text;
    }

    /** One draw; the seed also walks through optimisers and losses in order, so that few seeds cover all. */
    private static final class Draw {
        private final RandomGenerator chance;
        private final long seed;
        private final List<Layer> layers = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private int height;
        private int width;

        Draw(RandomGenerator chance, long seed) {
            this.chance = chance;
            this.seed = seed;
        }

        private int among(int low, int high) {
            return chance.nextInt(low, high + 1);
        }

        RandomModel model() {
            boolean images = seed % 4 != 0;
            int channels = among(1, 4);
            height = images ? among(7, 15) : 1;
            width = images ? among(7, 15) : among(1, 70);
            List<Integer> shape = images ? List.of(channels, height, width) : List.of(width);
            InputType type = images ? InputType.convolutional(height, width, channels) : InputType.feedForward(width);
            text.append("seed ").append(seed).append(", input ").append(shape);
            for (int i = images ? among(1, 3) : 0; i > 0; i--) {
                imageLayer();
            }
            for (int i = among(0, 2); i > 0; i--) {
                dense();
            }
            int classes = among(2, 37);
            output(classes);
            String optimizer = OPTIMIZERS.get((int) (seed % OPTIMIZERS.size()));
            double penalty = seed % 3 == 0 ? 0.01 : 0;
            int batch = among(1, 13);
            double proximal = seed % 7 == 0 ? 0.1 : 0;
            text.append(", batch ").append(batch).append(", ").append(optimizer);
            text.append(", penalty ").append(penalty).append(", proximal ").append(proximal);
            var list = new NeuralNetConfiguration.Builder()
                    .l2(penalty)
                    .l1(penalty / 5)
                    .l2Bias(penalty / 2)
                    .biasInit(0.1)
                    .list();
            layers.forEach(list::layer);
            double rate = optimizer.equals("sgd") ? 0.05 : 0.0005;
            return new RandomModel(
                    seed,
                    shape,
                    classes,
                    list.setInputType(type).build(),
                    batch,
                    optimizer,
                    rate,
                    proximal,
                    text.toString());
        }

        private org.nd4j.linalg.activations.Activation activation() {
            return ACTIVATIONS.get(chance.nextInt(ACTIVATIONS.size()));
        }

        private void imageLayer() {
            boolean same = chance.nextInt(3) == 0;
            int kernelY = among(1, Math.min(5, height));
            int kernelX = among(1, Math.min(5, width));
            // Deeplearning4j itself refuses strides larger than the window in this mode.
            int strideY = among(1, same ? Math.min(kernelY, 3) : 3);
            int strideX = among(1, same ? Math.min(kernelX, 3) : 3);
            int padY = same ? 0 : among(0, kernelY - 1);
            int padX = same ? 0 : among(0, kernelX - 1);
            text.append(String.format(
                    ", %dx%d stride %dx%d %s", kernelY, kernelX, strideY, strideX, same ? "same" : padY + "x" + padX));
            height = same ? Math.ceilDiv(height, strideY) : (height - kernelY + 2 * padY) / strideY + 1;
            width = same ? Math.ceilDiv(width, strideX) : (width - kernelX + 2 * padX) / strideX + 1;
            ConvolutionMode mode = same ? ConvolutionMode.Same : ConvolutionMode.Truncate;
            int kind = chance.nextInt(4);
            if (kind < 2) {
                int channels = among(1, 35);
                var function = activation();
                text.append(" convolution to ").append(channels).append(' ').append(function);
                layers.add(new ConvolutionLayer.Builder(kernelY, kernelX)
                        .stride(strideY, strideX)
                        .padding(padY, padX)
                        .convolutionMode(mode)
                        .nOut(channels)
                        .hasBias(chance.nextInt(4) > 0)
                        .activation(function)
                        .build());
                return;
            }
            PoolingType pooling = kind == 2 ? PoolingType.MAX : PoolingType.AVG;
            text.append(' ').append(pooling);
            layers.add(new SubsamplingLayer.Builder(pooling)
                    .kernelSize(kernelY, kernelX)
                    .stride(strideY, strideX)
                    .padding(padY, padX)
                    .convolutionMode(mode)
                    .build());
        }

        private void dense() {
            int units = among(1, 50);
            var function = activation();
            text.append(", dense ").append(units).append(' ').append(function);
            layers.add(new DenseLayer.Builder()
                    .nOut(units)
                    .hasBias(chance.nextInt(4) > 0)
                    .activation(function)
                    .build());
            if (chance.nextInt(4) == 0) {
                layers.add(new ActivationLayer(activation()));
                text.append(", then ").append(layers.getLast());
            }
        }

        private void output(int classes) {
            LossFunction loss = List.of(
                            LossFunction.MCXENT,
                            LossFunction.NEGATIVELOGLIKELIHOOD,
                            LossFunction.XENT,
                            LossFunction.MSE,
                            LossFunction.L2)
                    .get((int) (seed / 5 % 5));
            var function = switch (loss) {
                case XENT -> org.nd4j.linalg.activations.Activation.SIGMOID;
                case MSE, L2 -> org.nd4j.linalg.activations.Activation.TANH;
                default -> org.nd4j.linalg.activations.Activation.SOFTMAX;
            };
            text.append(", ").append(classes).append(" classes, ").append(loss);
            if (function == org.nd4j.linalg.activations.Activation.SOFTMAX && chance.nextInt(4) == 0) {
                layers.add(new DenseLayer.Builder()
                        .nOut(classes)
                        .activation(org.nd4j.linalg.activations.Activation.SIGMOID)
                        .build());
                layers.add(new LossLayer.Builder(loss).activation(function).build());
                return;
            }
            layers.add(new OutputLayer.Builder(loss)
                    .nOut(classes)
                    .activation(function)
                    .build());
        }
    }
}
