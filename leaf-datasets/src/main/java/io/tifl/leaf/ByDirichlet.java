package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Each class shared out among all clients in proportions drawn from a Dirichlet distribution.
 *
 * @param balanced whether a client that has its even share of all examples already gets none of the further classes
 * @param minSize examples every client must come to
 */
record ByDirichlet(int clients, double alpha, boolean balanced, int minSize) implements Partitioner {
    private static final int DRAWS = 100;

    ByDirichlet {
        Groups.checkClients(clients);
        DirichletDraw.checkAlpha(alpha);
        if (minSize < 0) {
            throw new IllegalArgumentException("the least examples per client must be 0 or more, got " + minSize);
        }
    }

    @Override
    public Partition deal(Pool pool, Seed seed) {
        Deal.checkEnough(pool, clients, minSize);
        List<int[]> rowsByClass = Deal.rowsByClass(pool.train());
        int best = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            RandomGenerator random = seed.child(draw).generator();
            int[][] parts = parts(rowsByClass, pool.train().size(), random);
            int smallest = Arrays.stream(sizes(parts)).min().orElse(0);
            if (smallest >= minSize) {
                return Partition.numbered(shares(rowsByClass, parts, random));
            }
            best = Math.max(best, smallest);
        }
        throw new IllegalArgumentException(DRAWS + " draws with alpha " + alpha + " for " + clients + " clients of "
                + pool.name() + " left some client with " + best + " examples at most, and " + minSize
                + " are wanted for each: raise alpha, lower the least size, balance, or deal to fewer clients");
    }

    /** How many examples of each class go to each client: {@code [class][client]}. */
    private int[][] parts(List<int[]> rowsByClass, int size, RandomGenerator random) {
        int[][] parts = new int[rowsByClass.size()][];
        long[] held = new long[clients];
        for (int c = 0; c < parts.length; c++) {
            boolean[] full = new boolean[clients];
            for (int i = 0; i < clients; i++) {
                full[i] = balanced && held[i] * clients >= size;
            }
            double[] shares = DirichletDraw.normalised(DirichletDraw.logs(clients, alpha, random), full);
            parts[c] = Apportionment.of(rowsByClass.get(c).length, shares);
            for (int i = 0; i < clients; i++) {
                held[i] += parts[c][i];
            }
        }
        return parts;
    }

    private int[] sizes(int[][] parts) {
        return IntStream.range(0, clients)
                .map(i -> Arrays.stream(parts).mapToInt(part -> part[i]).sum())
                .toArray();
    }

    private List<int[]> shares(List<int[]> rowsByClass, int[][] parts, RandomGenerator random) {
        List<List<int[]>> shares = Stream.generate(() -> (List<int[]>) new ArrayList<int[]>())
                .limit(clients)
                .toList();
        for (int c = 0; c < parts.length; c++) {
            List<int[]> pieces = Deal.cut(Deal.shuffle(rowsByClass.get(c), random), parts[c]);
            for (int i = 0; i < clients; i++) {
                shares.get(i).add(pieces.get(i));
            }
        }
        return shares.stream().map(Deal::joined).toList();
    }
}
