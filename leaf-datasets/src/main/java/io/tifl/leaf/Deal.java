package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** What the ways of dealing rows have in common. */
final class Deal {
    private Deal() {}

    static int[] range(int size) {
        int[] rows = new int[size];
        Arrays.setAll(rows, i -> i);
        return rows;
    }

    /** Puts rows into a random order, in place. */
    static int[] shuffle(int[] rows, RandomGenerator random) {
        for (int i = rows.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = rows[i];
            rows[i] = rows[j];
            rows[j] = swapped;
        }
        return rows;
    }

    /** Cuts rows into consecutive pieces of these sizes; what is left over is dropped. */
    static List<int[]> cut(int[] rows, int[] sizes) {
        List<int[]> pieces = new ArrayList<>(sizes.length);
        int start = 0;
        for (int size : sizes) {
            pieces.add(Arrays.copyOfRange(rows, start, start + size));
            start += size;
        }
        return pieces;
    }

    /** The rows of each class, ascending. */
    static List<int[]> rowsByClass(Examples examples) {
        int[] counts = classCounts(examples, range(examples.size()));
        List<int[]> rows = new ArrayList<>(counts.length);
        for (int count : counts) {
            rows.add(new int[count]);
        }
        int[] filled = new int[counts.length];
        for (int row = 0; row < examples.size(); row++) {
            int label = examples.label(row);
            rows.get(label)[filled[label]++] = row;
        }
        return rows;
    }

    /** How many of these rows each class has. */
    static int[] classCounts(Examples examples, int[] rows) {
        int[] counts = new int[examples.classes()];
        for (int row : rows) {
            counts[examples.label(row)]++;
        }
        return counts;
    }

    static int[] joined(List<int[]> pieces) {
        return pieces.stream().flatMapToInt(Arrays::stream).sorted().toArray();
    }

    static void checkEnough(Pool pool, int clients) {
        checkEnough(pool, clients, 1);
    }

    static void checkEnough(Pool pool, int clients, int each) {
        long wanted = (long) clients * each;
        if (pool.train().size() < wanted) {
            throw new IllegalArgumentException(clients + " clients need at least " + wanted + " examples, "
                    + pool.name() + " has " + pool.train().size());
        }
    }

    /** @param what leaves a client without examples, if one is */
    static void checkNoneEmpty(int[] sizes, String what, String pool) {
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == 0) {
                throw new IllegalArgumentException(what + " client " + i + " of " + sizes.length + " without any of "
                        + pool + "'s examples: deal to fewer clients, or less unevenly");
            }
        }
    }
}
