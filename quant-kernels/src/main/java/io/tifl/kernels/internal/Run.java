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
 * @param tiles those for one panel at once, for two and so on
 */
record Run(int first, int end, GemmArithmetic arithmetic, List<GemmTiles> tiles) {
    /** The runs for inputs up to {@code largestInput}; empty where there is no memory for their code. */
    static Optional<List<Run>> of(GemmKernels kernels, Panels panels, GemmOutput output, int largestInput) {
        List<Run> runs = new ArrayList<>();
        int first = 0;
        while (first < panels.count()) {
            int end = end(panels, first, largestInput);
            GemmArithmetic arithmetic = panels.arithmetic(first, largestInput);
            List<GemmTiles> all = new ArrayList<>();
            for (int atOnce = 1; atOnce <= Math.min(arithmetic.panels(), end - first); atOnce++) {
                Optional<GemmTiles> tiles = kernels.tiles(
                        arithmetic, output, atOnce * panels.columnsOf(first), panels.depth() % PanelBytes.ROWS_IN_STEP);
                if (tiles.isEmpty()) {
                    return Optional.empty();
                }
                all.add(tiles.orElseThrow());
            }
            runs.add(new Run(first, end, arithmetic, List.copyOf(all)));
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
