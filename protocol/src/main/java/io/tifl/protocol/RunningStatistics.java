package io.tifl.protocol;

import java.util.Set;

/** Blocks of a model that training moves without gradients: the running statistics of batch normalisation. */
public final class RunningStatistics {
    // As Deeplearning4j names them.
    private static final Set<String> NAMES = Set.of("mean", "var", "log10stdev");

    private RunningStatistics() {}

    public static boolean has(Layout.Block block) {
        return NAMES.contains(block.name().substring(block.name().lastIndexOf('_') + 1));
    }
}
