package io.tifl.experiments.noise;

import io.tifl.protocol.Layout;
import io.tifl.protocol.RunningStatistics;
import java.util.Locale;
import java.util.Set;

/** What a tensor of a model is for, which decides whether an analog device would hold it. */
public enum Role {
    /** Kernels of convolutions, matrices of dense and recurrent layers. */
    WEIGHTS,
    BIAS,
    /** Scale and shift of batch normalisation. */
    BATCH_NORM_AFFINE,
    /** Running mean and variance of batch normalisation. */
    BATCH_NORM_STATISTICS;

    // As Deeplearning4j names them; g is the gain of layer normalisation, fb and bb are biases of the two directions of
    // cells.
    private static final Set<String> AFFINE = Set.of("gamma", "beta", "g");

    private static final Set<String> BIASES = Set.of("b", "fb", "bb", "bQ", "bK", "bV", "bO");

    static Role of(Layout.Block block) {
        String kind = kind(block);
        if (RunningStatistics.has(block)) {
            return BATCH_NORM_STATISTICS;
        }
        if (AFFINE.contains(kind)) {
            return BATCH_NORM_AFFINE;
        }
        return BIASES.contains(kind) ? BIAS : WEIGHTS;
    }

    /** What comes after the name of the layer: {@code W} of {@code 3_W}. */
    static String kind(Layout.Block block) {
        return block.name().substring(block.name().lastIndexOf('_') + 1);
    }

    /** Its name in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
