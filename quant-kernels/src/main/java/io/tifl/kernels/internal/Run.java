package io.tifl.kernels.internal;

import io.tifl.kernels.jit.GemmArithmetic;
import io.tifl.kernels.jit.GemmKernels;
import io.tifl.kernels.jit.GemmOutput;
import io.tifl.kernels.jit.GemmTiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Neighbouring panels that the same tiles multiply, for inputs up to a level.
 *
 * @param first the first panel
 * @param end the panel after the last
 */
record Run(int first, int end, GemmArithmetic arithmetic, GemmTiles tiles) {
    /** The runs for inputs up to {@code largestInput}; empty where there is no memory for their code. */
    static Optional<List<Run>> of(GemmKernels kernels, Panels panels, GemmOutput output, int largestInput) {
        List<Run> runs = new ArrayList<>();
        int first = 0;
        while (first < panels.count()) {
            int end = end(panels, first, largestInput);
            GemmArithmetic arithmetic = panels.arithmetic(first, largestInput);
            Optional<GemmTiles> tiles = kernels.tiles(
                    arithmetic, output, panels.columnsOf(first), panels.depth() % PanelBytes.ROWS_IN_STEP);
            if (tiles.isEmpty()) {
                return Optional.empty();
            }
            runs.add(new Run(first, end, arithmetic, tiles.orElseThrow()));
            first = end;
        }
        return Optional.of(List.copyOf(runs));
    }

    private static int end(Panels panels, int first, int largestInput) {
        int end = first + 1;
        while (end < panels.count()
                && panels.columnsOf(end) == panels.columnsOf(first)
                && panels.arithmetic(end, largestInput) == panels.arithmetic(first, largestInput)) {
            end++;
        }
        return end;
    }
}
