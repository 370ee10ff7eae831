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

    private static final Set<String> AFFINE = Set.of("gamma", "beta");
    private static final Set<String> BIASES = Set.of("b", "bQ", "bK", "bV", "bO");

    static Role of(Layout.Block block) {
        String kind = block.name().substring(block.name().lastIndexOf('_') + 1);
        if (RunningStatistics.has(block)) {
            return BATCH_NORM_STATISTICS;
        }
        if (AFFINE.contains(kind)) {
            return BATCH_NORM_AFFINE;
        }
        return BIASES.contains(kind) ? BIAS : WEIGHTS;
    }

    /** Its name in settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
