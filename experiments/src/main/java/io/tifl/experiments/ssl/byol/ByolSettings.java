package io.tifl.experiments.ssl.byol;

import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.network.NormalisationParts;
import java.util.ArrayList;
import java.util.List;

/**
 * Networks that learn from each other without negatives.
 *
 * @param widths of the encoder's input and each of its layers, two or more
 * @param hidden units of projector and predictor
 * @param outputs of both
 * @param parts of the normalisation in projector and predictor
 * @param predicts whether there is a predictor
 * @param lasting the share of the target that lasts in each step, in [0, 1)
 * @param descent of the online network
 */
public record ByolSettings(
        List<Integer> widths,
        int hidden,
        int outputs,
        NormalisationParts parts,
        boolean predicts,
        double lasting,
        Momentum.Settings descent) {
    public ByolSettings {
        widths = List.copyOf(widths);
        List<String> problems = new ArrayList<>();
        if (widths.size() < 2 || widths.stream().anyMatch(width -> width < 1)) {
            problems.add("widths must be two or more numbers of 1 or more, got " + widths);
        }
        if (hidden < 1 || outputs < 1) {
            problems.add("hidden and outputs must be 1 or more, got " + hidden + " and " + outputs);
        }
        if (!(lasting >= 0 && lasting < 1)) {
            problems.add("lasting must be in [0, 1), got " + lasting);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** The authors' optimiser and target, over a small encoder of two layers with 256 units. */
    public static ByolSettings standard(int inputs) {
        return new ByolSettings(
                List.of(inputs, 256, 256),
                256,
                128,
                NormalisationParts.FULL,
                true,
                0.996,
                new Momentum.Settings(0.03, 0.9, 4e-4));
    }

    public ByolSettings with(NormalisationParts other) {
        return new ByolSettings(widths, hidden, outputs, other, predicts, lasting, descent);
    }

    /** Without the predictor: projections are compared with the target's themselves. */
    public ByolSettings withoutPredictor() {
        return new ByolSettings(widths, hidden, outputs, parts, false, lasting, descent);
    }

    /** With a target that follows at another speed. */
    public ByolSettings withLasting(double other) {
        return new ByolSettings(widths, hidden, outputs, parts, predicts, other, descent);
    }
}
