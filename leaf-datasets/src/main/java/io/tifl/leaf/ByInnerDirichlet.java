package io.tifl.leaf;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Each client draws its examples one by one from a mix of classes of its own.
 *
 * @param spread sigma of the log-normal sizes; 0 for equal ones
 */
record ByInnerDirichlet(int clients, double alpha, double spread) implements Partitioner {
    private static final double MOST_SPREAD = 10;

    ByInnerDirichlet {
        Groups.checkClients(clients);
        DirichletDraw.checkAlpha(alpha);
        if (!(spread >= 0 && spread <= MOST_SPREAD)) {
            throw new IllegalArgumentException("spread must lie between 0 and " + MOST_SPREAD + ", got " + spread);
        }
    }

    @Override
    public Partition deal(Pool pool, Seed seed) {
        Deal.checkEnough(pool, clients);
        int size = pool.train().size();
        int[] sizes = sizes(size, seed.child("sizes").generator());
        Deal.checkNoneEmpty(sizes, "a spread of " + spread + " leaves", pool.name());
        double[][] mixes = mixes(pool.classes(), seed.child("mixes").generator());
        RandomGenerator random = seed.child("rows").generator();
        int[] turns = Deal.shuffle(turns(sizes, size), random);
        List<int[]> rowsByClass = Deal.rowsByClass(pool.train());
        rowsByClass.forEach(rows -> Deal.shuffle(rows, random));
        return Partition.numbered(drawn(rowsByClass, turns, sizes, mixes, random));
    }

    private int[] sizes(int size, RandomGenerator random) {
        double[] weights = IntStream.range(0, clients)
                .mapToDouble(i -> spread == 0 ? 1 : StrictMath.exp(spread * random.nextGaussian()))
                .toArray();
        return Apportionment.of(size, weights);
    }

    private double[][] mixes(int classes, RandomGenerator random) {
        double[][] mixes = new double[clients][];
        Arrays.setAll(mixes, i -> DirichletDraw.of(classes, alpha, random));
        return mixes;
    }

    /** Each client as often as it is to draw. */
    private static int[] turns(int[] sizes, int size) {
        int[] turns = new int[size];
        int next = 0;
        for (int client = 0; client < sizes.length; client++) {
            Arrays.fill(turns, next, next + sizes[client], client);
            next += sizes[client];
        }
        return turns;
    }

    private static List<int[]> drawn(
            List<int[]> rowsByClass, int[] turns, int[] sizes, double[][] mixes, RandomGenerator random) {
        int[] left = rowsByClass.stream().mapToInt(rows -> rows.length).toArray();
        List<int[]> shares = Arrays.stream(sizes).mapToObj(int[]::new).toList();
        int[] filled = new int[sizes.length];
        for (int client : turns) {
            int label = draw(mixes[client], left, random);
            shares.get(client)[filled[client]++] = rowsByClass.get(label)[--left[label]];
        }
        shares.forEach(Arrays::sort);
        return shares;
    }

    /** A class by the mix among those that have examples left; by what is left where the mix has none of these. */
    private static int draw(double[] mix, int[] left, RandomGenerator random) {
        double sum = 0;
        for (int c = 0; c < mix.length; c++) {
            sum += left[c] > 0 ? mix[c] : 0;
        }
        return sum > 0 ? classAt(mix, left, random.nextDouble() * sum) : draw(asWeights(left), left, random);
    }

    private static int classAt(double[] mix, int[] left, double place) {
        int last = -1;
        double rest = place;
        for (int c = 0; c < mix.length; c++) {
            if (left[c] > 0 && mix[c] > 0) {
                last = c;
                rest -= mix[c];
                if (rest < 0) {
                    return c;
                }
            }
        }
        return last;
    }

    private static double[] asWeights(int[] left) {
        return Arrays.stream(left).asDoubleStream().toArray();
    }
}
