package io.tifl.experiments.study;

import java.util.List;

/**
 * A model of the quantization study: what it is trained on and for how long.
 *
 * @param dataset a data set's name; {@code animals} is CIFAR-10 enlarged to 84 by 84, animals against vehicles
 * @param examples to train on, the first of the data set
 * @param epochs over them
 * @param learningRate of {@code adam}, in batches of 32
 */
record QuantizationSubject(String model, String dataset, int examples, int epochs, double learningRate) {
    static final String ANIMALS = "animals";

    /** The feed-forward models there are, each for a minute or two. */
    static final List<QuantizationSubject> ALL = List.of(
            new QuantizationSubject("logistic", "fashion-mnist", 60_000, 2, 1e-3),
            new QuantizationSubject("mlp", "fashion-mnist", 60_000, 3, 1e-3),
            new QuantizationSubject("small-cnn", "fashion-mnist", 60_000, 3, 1e-3),
            new QuantizationSubject("mnist-cnn", "fashion-mnist", 30_000, 1, 1e-3),
            new QuantizationSubject("femnist-cnn", "mnist", 12_000, 1, 1e-3),
            new QuantizationSubject("cifar10-cnn", "cifar10", 10_000, 4, 1e-3),
            new QuantizationSubject("resnet", "cifar10", 10_000, 6, 2e-3),
            new QuantizationSubject("depthwise-cnn", "cifar10", 10_000, 6, 2e-3),
            new QuantizationSubject("celeba-cnn", ANIMALS, 6_000, 2, 1e-3));
}
