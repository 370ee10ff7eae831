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
    private static final double DEVIATION_OF_CUT_NORMAL = 0.8796256610342398;

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

    /**
     * With biases of 0 and normal weights of a variance of {@code 2 / inputs}, cut off at two standard deviations of the
     * normal distribution before the cut (He et al., arXiv 1502.01852, as Keras draws them).
     */
    public static Dense he(int inputs, int outputs, Seed seed) {
        Dense layer = new Dense(new Matrix(inputs, outputs), new Matrix(1, outputs));
        RandomGenerator random = seed.generator();
        double deviation = Math.sqrt(2.0 / inputs) / DEVIATION_OF_CUT_NORMAL;
        double[] values = layer.weights.values();
        for (int k = 0; k < values.length; k++) {
            values[k] = deviation * cutNormal(random);
        }
        return layer;
    }

    // By the polar method, and anew where it is cut off.
    private static double cutNormal(RandomGenerator random) {
        while (true) {
            double u = 2 * random.nextDouble() - 1;
            double v = 2 * random.nextDouble() - 1;
            double square = u * u + v * v;
            if (square < 1 && square > 0) {
                double normal = u * Math.sqrt(-2 * StrictMath.log(square) / square);
                if (Math.abs(normal) <= 2) {
                    return normal;
                }
            }
        }
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
