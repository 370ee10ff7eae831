package io.tifl.client;

import io.tifl.protocol.Parameters;
import java.util.Optional;

/**
 * How to train locally.
 *
 * @param epochs passes over the local data, at least 1
 * @param batchSize examples per step, at least 1; the last batch of an epoch may be smaller
 * @param learningRate of this round, greater than 0
 * @param optimizer name of the local optimiser: {@code sgd}, {@code nesterovs}, {@code rmsprop}, {@code adam} or {@code adagrad};
 *     its state starts fresh
 * @param proximal weight mu of the FedProx term mu/2 * |w - centre|^2 (Li et al., MLSys 2020); 0 for none
 * @param seed of shuffling and dropout
 * @param correction is added to the mean gradient of every step, as it is, before anything is clipped (SCAFFOLD, FedDyn); what
 *     is not learned by gradients, such as running statistics, is left alone. In the layout of the model
 * @param centre of the proximal term; empty for the parameters that training starts from
 */
public record TrainingPlan(
        int epochs,
        int batchSize,
        double learningRate,
        String optimizer,
        double proximal,
        long seed,
        Optional<Parameters> correction,
        Optional<Parameters> centre) {
    /** A plan that corrects no gradient. */
    public TrainingPlan(int epochs, int batchSize, double learningRate, String optimizer, double proximal, long seed) {
        this(epochs, batchSize, learningRate, optimizer, proximal, seed, Optional.empty(), Optional.empty());
    }

    public TrainingPlan {
        if (epochs < 1) {
            throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("the batch size must be at least 1, got " + batchSize);
        }
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new IllegalArgumentException("the learning rate must be positive and finite, got " + learningRate);
        }
        if (!(proximal >= 0) || Double.isInfinite(proximal)) {
            throw new IllegalArgumentException("the proximal weight must be 0 or more and finite, got " + proximal);
        }
    }

    /** The same with a correction of every step's gradient. */
    public TrainingPlan correctedBy(Parameters correction) {
        return new TrainingPlan(
                epochs, batchSize, learningRate, optimizer, proximal, seed, Optional.of(correction), centre);
    }

    /** The same for one step on this many examples. */
    public TrainingPlan inOneStep(int examples) {
        return new TrainingPlan(1, examples, learningRate, optimizer, proximal, seed, correction, centre);
    }

    /** The same with a proximal term of this weight around this centre. */
    public TrainingPlan near(Parameters centre, double proximal) {
        return new TrainingPlan(
                epochs, batchSize, learningRate, optimizer, proximal, seed, correction, Optional.of(centre));
    }
}
