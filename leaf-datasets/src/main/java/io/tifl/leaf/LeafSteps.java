package io.tifl.leaf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What LEAF's {@code sample.py} and {@code split_data.py} draw, over users as lists of rows: with a generator of the same seed, what
 * LEAF draws. Where a set has several files, LEAF draws file after file from one generator.
 */
public final class LeafSteps {
    private LeafSteps() {}

    /**
     * Rows of a user.
     *
     * @param user its place among the users
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Share(int user, int[] rows) {}

    /**
     * Whole users in random order until {@code floor(fraction * rows)} are reached; the last user keeps its first rows, as many as
     * are missing, in a random order.
     *
     * @param fraction above 0 and up to 1
     */
    public static List<Share> byUser(List<int[]> users, double fraction, PythonRandom random) {
        checkFraction(fraction);
        int missing = (int) (fraction * size(users));
        List<Share> result = new ArrayList<>();
        for (int user : random.shuffled(IntStream.range(0, users.size()).boxed().toList())) {
            if (missing <= 0) {
                break;
            }
            int[] rows = users.get(user);
            int[] kept = rows.length > missing ? picked(rows, random.sample(missing, missing)) : rows;
            result.add(new Share(user, kept));
            missing -= kept.length;
        }
        return result;
    }

    /**
     * Random rows of all users, {@code floor(fraction * rows)}, dealt in the order drawn to {@code round(userFraction * users)} new
     * users, at least one; the last of them get those that are left over, one each.
     */
    public static List<int[]> byExample(List<int[]> users, double userFraction, double fraction, PythonRandom random) {
        checkFraction(fraction);
        checkFraction(userFraction);
        int[] all = users.stream().flatMapToInt(Arrays::stream).toArray();
        int[] drawn = picked(all, random.sample(all.length, (int) (fraction * all.length)));
        int groups = (int) Math.max(1, Math.rint(userFraction * users.size()));
        int[] sizes = new int[groups];
        Arrays.setAll(sizes, i -> drawn.length / groups + (i >= groups - drawn.length % groups ? 1 : 0));
        return Deal.cut(drawn, sizes);
    }

    /** How many of a user's examples are trained on: {@code max(1, floor(fraction * size))}, 1 of 2. */
    public static int trainSize(int size, double fraction) {
        return size == 2 ? 1 : Math.max(1, (int) (fraction * size));
    }

    /** Which of a user's examples are trained on, for sets whose examples do not overlap. */
    public static BitSet train(int size, double fraction, PythonRandom random) {
        BitSet chosen = new BitSet(size);
        Arrays.stream(random.sample(size, trainSize(size, fraction))).forEach(chosen::set);
        return chosen;
    }

    private static long size(List<int[]> users) {
        return users.stream().mapToLong(rows -> rows.length).sum();
    }

    private static int[] picked(int[] rows, int[] places) {
        return Arrays.stream(places).map(place -> rows[place]).toArray();
    }

    private static void checkFraction(double fraction) {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("a fraction must be above 0 and at most 1, got " + fraction);
        }
    }
}
