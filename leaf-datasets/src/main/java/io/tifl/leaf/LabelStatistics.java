package io.tifl.leaf;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How unlike each other clients are. Means are over clients that have examples, each counting once whatever it holds.
 *
 * @param sizes of all clients
 * @param classes that anybody has examples of
 * @param fewestClasses classes of the client that has the fewest; 0 if nobody has examples
 * @param meanDistance mean total-variation distance between a client's shares of classes and those of all examples together:
 *     0 where all are alike, and near {@code 1 - 1 / classes} where each has one class and classes are equally frequent
 * @param meanEntropy mean entropy of a client's shares of classes, in bits: 0 for one class
 * @param entropy that of all examples together, in bits
 */
public record LabelStatistics(
        SizeStatistics sizes,
        int classes,
        int fewestClasses,
        double meanClasses,
        int mostClasses,
        double meanDistance,
        double meanEntropy,
        double entropy) {

    public static LabelStatistics of(LabelCounts counts) {
        long[] totals = counts.totals();
        double[] all = shares(c -> totals[c], totals.length);
        int[] clients = IntStream.range(0, counts.clients().size())
                .filter(i -> counts.size(i) > 0)
                .toArray();
        int[] seen = Arrays.stream(clients)
                .map(i -> (int) IntStream.range(0, totals.length)
                        .filter(c -> counts.count(i, c) > 0)
                        .count())
                .toArray();
        return new LabelStatistics(
                SizeStatistics.of(counts.sizes()),
                (int) Arrays.stream(totals).filter(total -> total > 0).count(),
                Arrays.stream(seen).min().orElse(0),
                Arrays.stream(seen).average().orElse(0),
                Arrays.stream(seen).max().orElse(0),
                Arrays.stream(clients)
                        .mapToDouble(i -> distance(shares(counts, i), all))
                        .average()
                        .orElse(0),
                Arrays.stream(clients)
                        .mapToDouble(i -> entropy(shares(counts, i)))
                        .average()
                        .orElse(0),
                entropy(all));
    }

    private static double[] shares(LabelCounts counts, int client) {
        return shares(c -> counts.count(client, c), counts.classes().size());
    }

    /** All 0 where there is nothing to share. */
    private static double[] shares(IntToDoubleFunction counts, int classes) {
        double sum = IntStream.range(0, classes).mapToDouble(counts).sum();
        return IntStream.range(0, classes)
                .mapToDouble(counts)
                .map(count -> sum == 0 ? 0 : count / sum)
                .toArray();
    }

    private static double distance(double[] some, double[] others) {
        return IntStream.range(0, some.length)
                        .mapToDouble(c -> Math.abs(some[c] - others[c]))
                        .sum()
                / 2;
    }

    private static double entropy(double[] shares) {
        double nats = Arrays.stream(shares)
                .filter(share -> share > 0)
                .map(share -> share * StrictMath.log(share))
                .sum();
        return nats == 0 ? 0 : -nats / StrictMath.log(2);
    }
}
