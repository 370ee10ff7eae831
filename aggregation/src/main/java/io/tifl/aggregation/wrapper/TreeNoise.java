package io.tifl.aggregation.wrapper;

import io.tifl.protocol.auth.NoiseSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Noise whose sum over the rounds so far stays small: that of the nodes of a binary tree that cover these rounds (Kairouz et al.,
 * "Practical and private (deep) learning without sampling or shuffling", ICML 2021, algorithm 1, with the plain estimate of a
 * prefix). A round adds what the sum over its prefix has more than the one before: the node it completes, less those this node
 * covers. After t rounds the sum of what they added has as many times the variance of a node as t has bits that are set.
 *
 * <p>Each node's values come from the job's source by the node's name, so a round has the same noise whenever it is run, and
 * nothing has to be kept. Confined to one thread.
 */
final class TreeNoise implements DoubleSupplier {
    private final NoiseSource.Stream completed;
    private final List<NoiseSource.Stream> covered = new ArrayList<>();

    /**
     * The noise of one round.
     *
     * @param ofJob source of nothing but this tree
     * @param round counted from 0
     */
    TreeNoise(NoiseSource ofJob, long round) {
        long rounds = round + 1;
        int level = Long.numberOfTrailingZeros(rounds);
        completed = node(ofJob, level, rounds >>> level);
        for (int below = 0; below < level; below++) {
            covered.add(node(ofJob, below, round >>> below));
        }
    }

    /** @param end over {@code 2^level}, the rounds after which the node is complete */
    private static NoiseSource.Stream node(NoiseSource ofJob, int level, long end) {
        return ofJob.child(level).child(end).stream();
    }

    /** The next value, in deviations of a node. */
    @Override
    public double getAsDouble() {
        double sum = completed.next();
        for (NoiseSource.Stream stream : covered) {
            sum -= stream.next();
        }
        return sum;
    }
}
