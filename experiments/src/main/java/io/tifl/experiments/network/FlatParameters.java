package io.tifl.experiments.network;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;

/** Parameters of networks as a fleet exchanges them: 32-bit floats, one block for each matrix. */
public final class FlatParameters {
    private FlatParameters() {}

    /** Where matrices lie: blocks {@code 0}, {@code 1} and so on with the shapes of the matrices. */
    public static Layout layout(List<Matrix> matrices) {
        List<Layout.Block> blocks = new ArrayList<>();
        for (Matrix matrix : matrices) {
            blocks.add(new Layout.Block(Integer.toString(blocks.size()), List.of(matrix.rows(), matrix.columns())));
        }
        return new Layout(blocks);
    }

    /** All values, rounded to floats. */
    public static Parameters of(List<Matrix> matrices) {
        Layout layout = layout(matrices);
        float[] flat = new float[layout.size()];
        int at = 0;
        for (Matrix matrix : matrices) {
            for (double value : matrix.values()) {
                flat[at++] = (float) value;
            }
        }
        return Parameters.owning(layout, flat);
    }

    /**
     * Writes parameters to matrices.
     *
     * @throws IllegalArgumentException if their layout is another one
     */
    public static void write(Parameters parameters, List<Matrix> matrices) {
        Layout layout = layout(matrices);
        if (!parameters.layout().equals(layout)) {
            throw new IllegalArgumentException("expected parameters of the layout " + layout.describe() + ", got "
                    + parameters.layout().describe());
        }
        int at = 0;
        for (Matrix matrix : matrices) {
            double[] values = matrix.values();
            for (int k = 0; k < values.length; k++) {
                values[k] = parameters.get(at++);
            }
        }
    }

    /** What matrices are now, less the parameters they began with. */
    public static Parameters change(List<Matrix> now, Parameters start) {
        Layout layout = layout(now);
        float[] change = new float[layout.size()];
        int at = 0;
        for (Matrix matrix : now) {
            for (double value : matrix.values()) {
                change[at] = (float) (value - start.get(at));
                at++;
            }
        }
        return Parameters.owning(layout, change);
    }
}
