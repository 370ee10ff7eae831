package io.tifl.kernels.internal;

import io.tifl.kernels.jit.GemmArithmetic;

/**
 * The proof that 16 bits suffice: {@code vpmaddubsw} adds two neighbouring products, and a chain adds {@code steps} such
 * sums, in a signed word. With inputs of 0 to {@code a}, that is exact if a times the sum of the positive weights is at
 * most 32767 and a times the sum of the negative ones at least -32768, in every word of every column.
 */
final class ChainBound {
    static final int LARGEST_BYTE = 255;

    private static final int PAIRS_IN_STEP = 2;

    private ChainBound() {}

    /** The largest inputs for which this bounded way of adding is exact on the panel; 255 if it is for all. */
    static int largestInput(PanelBytes panel, GemmArithmetic arithmetic) {
        int bound = LARGEST_BYTE;
        int step = 0;
        while (step < panel.steps()) {
            int length = chainLength(panel, arithmetic, step);
            bound = Math.min(bound, largestInput(panel, step, length));
            step += length;
        }
        return bound;
    }

    /** Chains are only made in whole chunks of four full steps; what follows is added step by step. */
    static int chainLength(PanelBytes panel, GemmArithmetic arithmetic, int step) {
        return step < panel.fullSteps() / 4 * 4 ? arithmetic.steps() : 1;
    }

    private static int largestInput(PanelBytes panel, int step, int length) {
        int bound = LARGEST_BYTE;
        for (int column = 0; column < PanelBytes.COLUMNS; column++) {
            for (int pair = 0; pair < PAIRS_IN_STEP; pair++) {
                int positive = 0;
                int negative = 0;
                for (int i = step; i < step + length; i++) {
                    positive += panel.positive(i, column, pair);
                    negative += panel.negative(i, column, pair);
                }
                bound = Math.min(bound, Math.min(quotient(32767, positive), quotient(32768, negative)));
            }
        }
        return bound;
    }

    private static int quotient(int limit, int sum) {
        return sum == 0 ? LARGEST_BYTE : limit / sum;
    }
}
