package io.tifl.client;

/**
 * How to train locally.
 *
 * @param epochs passes over the local data, at least 1
 * @param batchSize examples per step, at least 1; the last batch of an epoch may be smaller
 * @param learningRate of this round, greater than 0
 * @param optimizer name of the local optimiser: {@code sgd}, {@code nesterovs}, {@code rmsprop}, {@code adam} or {@code adagrad};
 *     its state starts fresh
 * @param proximal weight mu of the FedProx term mu/2 * |w - start|^2 (Li et al., MLSys 2020); 0 for none
 * @param seed of shuffling and dropout
 */
public record TrainingPlan(
        int epochs, int batchSize, double learningRate, String optimizer, double proximal, long seed) {
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
}
