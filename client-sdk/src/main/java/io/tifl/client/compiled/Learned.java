package io.tifl.client.compiled;

/**
 * The weights and biases of one layer in a program's own order, and where they lie in Deeplearning4j's flat vector.
 *
 * @param weights in the program's order
 * @param biases padded
 * @param order of both in the flat vector
 */
record Learned(Block weights, Block biases, Order order) {
    /**
     * Values that one optimiser rule moves.
     *
     * @param address of the values
     * @param size padded
     * @param l1 weight of the sum of absolute values in the loss
     * @param l2 weight of half the sum of squares in the loss
     */
    record Block(int address, int size, float l1, float l2) {}

    /** Copies between the flat vector and the program's memory. */
    interface Order {
        /** Reads this layer's values from {@code flat} at {@code offset}. */
        void read(float[] flat, int offset);

        /** Writes this layer's values to {@code flat} at {@code offset}. */
        void write(float[] flat, int offset);

        /** How many they are. */
        int size();
    }
}
