package io.tifl.experiments.noise.zoo;

import io.tifl.protocol.Parameters;

/**
 * A network of the zoo once it is trained.
 *
 * @param seed of its training
 * @param accuracy on the test examples
 * @param loss of the last epoch
 * @param seconds that training took
 */
public record TrainedModel(
        ZooEntry entry, long seed, Parameters parameters, double accuracy, double loss, double seconds) {}
