package io.tifl.kernels.internal;

import static io.tifl.kernels.internal.PanelBytes.VECTOR_COLUMNS;
import static io.tifl.kernels.jit.GemmFrame.VECTOR_BYTES;

import io.tifl.kernels.internal.PanelBytes.Extra;
import io.tifl.kernels.jit.GemmArithmetic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes the excess out of weights too large for a way of adding: it moves to extra blocks, for steps that are taken once
 * more. FBGEMM keeps such outliers in a sparse matrix, multiplied value by value; since outliers come in few steps, whole
 * steps of eight columns at full rate are cheaper, and the kernel that has them needs no second pass.
 */
final class ExtraSteps {
    private final PanelBytes panel;
    private final int positiveLimit;
    private final int negativeLimit;
    private final List<Map<Integer, byte[]>> extras = List.of(new TreeMap<>(), new TreeMap<>());

    private ExtraSteps(PanelBytes panel, int largestInput) {
        this.panel = panel;
        this.positiveLimit = 32767 / largestInput;
        this.negativeLimit = 32768 / largestInput;
    }

    /**
     * The panel with extra steps that make the way of adding exact for inputs up to {@code largestInput}; empty where
     * they cannot.
     */
    static Optional<PanelBytes> split(PanelBytes panel, GemmArithmetic arithmetic, int largestInput) {
        ExtraSteps split = new ExtraSteps(panel.copy(), largestInput);
        return split.split(arithmetic) ? Optional.of(split.panel) : Optional.empty();
    }

    private boolean split(GemmArithmetic arithmetic) {
        int step = 0;
        while (step < panel.steps()) {
            int length = ChainBound.chainLength(panel, arithmetic, step);
            for (int word = 0; word < 2 * PanelBytes.COLUMNS; word++) {
                if (!split(step, length, word / 2, word % 2)) {
                    return false;
                }
            }
            step += length;
        }
        for (int vector = 0; vector < PanelBytes.VECTORS; vector++) {
            int which = vector;
            extras.get(vector).forEach((at, block) -> panel.extras.add(new Extra(which, at, block)));
        }
        return true;
    }

    private boolean split(int step, int length, int column, int pair) {
        int positive = -positiveLimit;
        int negative = -negativeLimit;
        for (int i = step; i < step + length; i++) {
            positive += panel.positive(i, column, pair);
            negative += panel.negative(i, column, pair);
        }
        for (int i = step; i < step + length && (positive > 0 || negative > 0); i++) {
            if (i >= panel.fullSteps()) {
                return false; // an extra step would read A beyond the row's end
            }
            positive -= move(i, column, pair, 1, Math.min(positive, positiveLimit));
            negative -= move(i, column, pair, -1, Math.min(negative, negativeLimit));
        }
        return positive <= 0 && negative <= 0;
    }

    /** Moves up to {@code amount} of the weights of one sign to the extra step; returns how much. */
    private int move(int step, int column, int pair, int sign, int amount) {
        int moved = 0;
        for (int row = 2 * pair; row < 2 * pair + 2 && moved < amount; row++) {
            int at = PanelBytes.index(step, column, row);
            int part = Math.min(Math.max(sign * panel.blocks[at], 0), amount - moved);
            if (part > 0) {
                byte[] extra = extras.get(column / VECTOR_COLUMNS).computeIfAbsent(step, key -> new byte[VECTOR_BYTES]);
                extra[PanelBytes.index(0, column % VECTOR_COLUMNS, row)] += (byte) (sign * part);
                panel.blocks[at] -= (byte) (sign * part);
                moved += part;
            }
        }
        return moved;
    }
}
