package io.tifl.experiments.network;

import java.util.List;

/** What is above 0, and 0 for the rest; no slope flows at exactly 0. Immutable. */
public record Relu() implements Layer {
    @Override
    public Pass forward(Matrix input) {
        Matrix output = infer(input);
        return Layer.pass(output, slope -> new Back(gated(slope, output), List.of()));
    }

    @Override
    public Matrix infer(Matrix input) {
        Matrix output = input.copy();
        double[] values = output.values();
        for (int k = 0; k < values.length; k++) {
            values[k] = Math.max(values[k], 0);
        }
        return output;
    }

    private static Matrix gated(Matrix slope, Matrix output) {
        Matrix gated = slope.copy();
        double[] values = gated.values();
        double[] outputs = output.values();
        for (int k = 0; k < values.length; k++) {
            values[k] = outputs[k] > 0 ? values[k] : 0;
        }
        return gated;
    }

    @Override
    public List<Matrix> parameters() {
        return List.of();
    }

    @Override
    public Relu copy() {
        return this;
    }
}
