package io.tifl.experiments.network;

import java.util.List;

/** What is above 0, and {@code e^x - 1} for the rest (Clevert et al., arXiv 1511.07289). Immutable. */
public record Elu() implements Layer {
    @Override
    public Pass forward(Matrix input) {
        Matrix output = infer(input);
        return Layer.pass(output, slope -> new Back(gated(slope, output), List.of()));
    }

    @Override
    public Matrix infer(Matrix input) {
        Matrix output = new Matrix(input.rows(), input.columns());
        double[] inputs = input.values();
        double[] values = output.values();
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.min(inputs[k], 0);
        }
        Exponentials.replace(values, 0, values.length);
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.max(inputs[k], 0) + (values[k] - 1);
        }
        return output;
    }

    private static Matrix gated(Matrix slope, Matrix output) {
        Matrix gated = new Matrix(slope.rows(), slope.columns());
        double[] slopes = slope.values();
        double[] values = gated.values();
        double[] outputs = output.values();
        for (int k = 0; k < values.length; k++) {
            values[k] = slopes[k] * (Math.min(outputs[k], 0) + 1);
        }
        return gated;
    }

    @Override
    public List<Matrix> parameters() {
        return List.of();
    }

    @Override
    public Elu copy() {
        return this;
    }
}
