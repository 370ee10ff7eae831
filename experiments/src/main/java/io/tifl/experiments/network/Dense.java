package io.tifl.experiments.network;

import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A linear layer with biases.
 *
 * @param weights a row for each input, a column for each output
 * @param biases one row
 */
public record Dense(Matrix weights, Matrix biases) implements Layer {
    public Dense {
        if (biases.rows() != 1 || biases.columns() != weights.columns()) {
            throw new IllegalArgumentException(
                    "expected 1 x " + weights.columns() + " biases, got " + biases.rows() + " x " + biases.columns());
        }
    }

    /** With weights and biases uniform within {@code 1 / sqrt(inputs)}. */
    public static Dense random(int inputs, int outputs, Seed seed) {
        Dense layer = new Dense(new Matrix(inputs, outputs), new Matrix(1, outputs));
        layer.redraw(seed);
        return layer;
    }

    /** Draws weights and biases anew, as {@link #random} does. */
    void redraw(Seed seed) {
        RandomGenerator random = seed.generator();
        double bound = 1 / Math.sqrt(weights.rows());
        for (Matrix part : parameters()) {
            double[] values = part.values();
            for (int k = 0; k < values.length; k++) {
                values[k] = bound * (2 * random.nextDouble() - 1);
            }
        }
    }

    @Override
    public Pass forward(Matrix input) {
        return Layer.pass(
                infer(input),
                slope -> new Back(slope.timesTranspose(weights), gradient(input, slope)),
                slope -> gradient(input, slope));
    }

    private static List<Matrix> gradient(Matrix input, Matrix slope) {
        return List.of(input.transposeTimes(slope), slope.columnSums());
    }

    @Override
    public Matrix infer(Matrix input) {
        return input.times(weights).addToRows(biases);
    }

    @Override
    public List<Matrix> parameters() {
        return List.of(weights, biases);
    }

    @Override
    public Dense copy() {
        return new Dense(weights.copy(), biases.copy());
    }
}
