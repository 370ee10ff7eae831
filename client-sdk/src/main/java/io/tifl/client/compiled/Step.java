package io.tifl.client.compiled;

/** Moves parameters by their gradient, by one optimiser's rule; one call of {@link #next} per batch. Confined to one thread. */
interface Step {
    /** Starts the step of a batch of this many examples: gradients are sums over it. */
    void next(int examples);

    /** Whether {@link #move} may be called by several threads at once, for values that do not overlap. */
    default boolean isConcurrent() {
        return false;
    }

    /** Whether values of this block stay where they are while their gradient is 0. */
    boolean isLocal(Learned.Block block);

    /**
     * Moves {@code count} values of a block from {@code offset} on.
     *
     * @param gradient summed over the batch; overwritten
     */
    void move(Learned.Block block, int offset, int gradient, int count);

    /**
     * Takes {@code change} away from {@code count} values that no rule or penalty applies to, such as running statistics.
     *
     * @param values their address
     * @param change as it is, not a sum over the batch; overwritten
     */
    void shift(int values, int change, int count);
}
