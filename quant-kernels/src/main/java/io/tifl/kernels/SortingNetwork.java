package io.tifl.kernels;

/**
 * Batcher's merge exchange (Knuth, The Art of Computer Programming, volume 3, algorithm 5.2.2M): which pairs to put in order,
 * whatever the values, to sort any number of them in about {@code n log2(n)^2 / 4} steps.
 */
final class SortingNetwork {
    private SortingNetwork() {}

    /** Puts the smaller of two in the upper place. */
    @FunctionalInterface
    interface Exchange {
        void order(int upper, int lower);
    }

    static void run(int count, Exchange exchange) {
        int top = count < 2 ? 0 : Integer.highestOneBit(count - 1);
        for (int p = top; p > 0; p /= 2) {
            int q = top;
            int r = 0;
            int distance = p;
            while (true) {
                for (int i = 0; i < count - distance; i++) {
                    if ((i & p) == r) {
                        exchange.order(i, i + distance);
                    }
                }
                if (q == p) {
                    break;
                }
                distance = q - p;
                q /= 2;
                r = p;
            }
        }
    }
}
