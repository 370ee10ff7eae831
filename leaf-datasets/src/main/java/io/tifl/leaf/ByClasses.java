package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of a fixed number of classes for each client: first it is settled who holds which, then each class is shared out. */
final class ByClasses {
    private ByClasses() {}

    static Partition deal(Pool pool, double[] weights, int classesPerClient, ClassAssignment assignment, Seed seed) {
        Deal.checkEnough(pool, weights.length);
        List<int[]> rowsByClass = Deal.rowsByClass(pool.train());
        int[] present = IntStream.range(0, rowsByClass.size())
                .filter(c -> rowsByClass.get(c).length > 0)
                .toArray();
        if (classesPerClient > present.length) {
            throw new IllegalArgumentException(classesPerClient + " classes per client asked for, " + pool.name()
                    + " has examples of " + present.length);
        }
        RandomGenerator random = seed.generator();
        boolean[][] holds = assignment.holders(weights.length, rowsByClass.size(), present, classesPerClient, random);
        List<List<int[]>> shares = Stream.generate(() -> (List<int[]>) new ArrayList<int[]>())
                .limit(weights.length)
                .toList();
        for (int c : present) {
            share(pool, rowsByClass.get(c), c, holds, weights, shares, random);
        }
        return Partition.numbered(shares.stream().map(Deal::joined).toList());
    }

    private static void share(
            Pool pool,
            int[] rows,
            int label,
            boolean[][] holds,
            double[] weights,
            List<List<int[]>> shares,
            RandomGenerator random) {
        int[] holders =
                IntStream.range(0, holds.length).filter(i -> holds[i][label]).toArray();
        if (holders.length == 0) {
            return;
        }
        if (rows.length < holders.length) {
            throw new IllegalArgumentException(pool.name() + " has " + rows.length + " examples of class " + label
                    + " for " + holders.length + " clients that are to hold it");
        }
        double[] wanted = Arrays.stream(holders).mapToDouble(i -> weights[i]).toArray();
        int used = used(rows.length, wanted, weights);
        List<int[]> pieces = Deal.cut(Deal.shuffle(rows, random), Apportionment.of(used, wanted));
        for (int i = 0; i < holders.length; i++) {
            shares.get(holders[i]).add(pieces.get(i));
        }
    }

    // Where the fractions sum to less than 1, the same part of every class stays unused.
    private static int used(int rows, double[] wanted, double[] weights) {
        double part = Math.min(1, Arrays.stream(weights).sum());
        return Math.max(wanted.length, (int) Math.min(rows, Math.round(rows * part)));
    }
}
