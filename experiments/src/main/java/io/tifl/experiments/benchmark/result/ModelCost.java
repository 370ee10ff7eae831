package io.tifl.experiments.benchmark.result;

/**
 * What a model costs by its form, for one example in a batch of one.
 *
 * @param parameters numbers it was trained to
 * @param operations floating-point additions and multiplications of a forward pass
 * @param bytes moved: inputs, weights and outputs of every layer, in the form they are kept in
 */
public record ModelCost(long parameters, double operations, double bytes) {
    /** Operations per byte moved. */
    public double intensity() {
        return bytes == 0 ? 0 : operations / bytes;
    }
}
