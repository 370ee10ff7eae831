package io.tifl.kernels.internal;

import static io.tifl.kernels.jit.GemmFrame.BLOCK_BYTES;
import static io.tifl.kernels.jit.GemmFrame.PANEL_COLUMNS;

import java.util.ArrayList;
import java.util.List;

/**
 * Sixteen columns of weights in the order the kernels read them: a block of 64 bytes for every four rows, in it four
 * bytes for each column. The sum of a block and its extra blocks is the weights'.
 */
final class PanelBytes {
    static final int COLUMNS = PANEL_COLUMNS;
    static final int VECTORS = 2;
    static final int VECTOR_COLUMNS = COLUMNS / VECTORS;
    static final int ROWS_IN_STEP = 4;

    /**
     * A step taken once more with other weights.
     *
     * @param vector which eight columns, 0 or 1
     * @param block four bytes for each of them
     */
    @SuppressWarnings("ArrayRecordComponent") // read in place, never compared
    record Extra(int vector, int step, byte[] block) {}

    final byte[] blocks;
    final List<Extra> extras = new ArrayList<>();
    private final int depth;

    private PanelBytes(byte[] blocks, int depth) {
        this.blocks = blocks;
        this.depth = depth;
    }

    static PanelBytes of(Weights weights, int panel) {
        int steps = Math.ceilDiv(weights.depth(), ROWS_IN_STEP);
        byte[] blocks = new byte[steps * BLOCK_BYTES];
        for (int row = 0; row < weights.depth(); row++) {
            for (int column = 0; column < COLUMNS; column++) {
                blocks[index(row / ROWS_IN_STEP, column, row % ROWS_IN_STEP)] =
                        (byte) weights.at(row, panel * COLUMNS + column);
            }
        }
        return new PanelBytes(blocks, weights.depth());
    }

    PanelBytes copy() {
        return new PanelBytes(blocks.clone(), depth);
    }

    /** Where a weight stands: step, column in the panel, row in the step. */
    static int index(int step, int column, int row) {
        return step * BLOCK_BYTES + column * ROWS_IN_STEP + row;
    }

    /** Steps, the last of which may be filled up with zeros. */
    int steps() {
        return blocks.length / BLOCK_BYTES;
    }

    /** Steps of four rows that all exist. */
    int fullSteps() {
        return depth / ROWS_IN_STEP;
    }

    /** The sum of the positive weights among a pair of rows of a step. */
    int positive(int step, int column, int pair) {
        int at = index(step, column, 2 * pair);
        return Math.max(blocks[at], 0) + Math.max(blocks[at + 1], 0);
    }

    /** The sum of the magnitudes of the negative ones. */
    int negative(int step, int column, int pair) {
        int at = index(step, column, 2 * pair);
        return -Math.min(blocks[at], 0) - Math.min(blocks[at + 1], 0);
    }

    /** The sum over a column of the products of neighbouring rows, 0 and 1, 2 and 3 and so on; extra steps not counted. */
    int products(int column) {
        int sum = 0;
        for (int at = index(0, column, 0); at < blocks.length; at += BLOCK_BYTES) {
            sum += blocks[at] * blocks[at + 1] + blocks[at + 2] * blocks[at + 3];
        }
        return sum;
    }
}
