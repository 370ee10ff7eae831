package io.tifl.leaf;

import io.tifl.protocol.ClientId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** LEAF's {@code sample.py} and {@code remove_users.py}: the same seeds choose the same users and examples. */
public final class LeafSampling {
    private LeafSampling() {}

    /**
     * Whole users in random order until {@code floor(fraction * examples)} are reached; the last user keeps its first examples,
     * as many as are missing, in a random order.
     */
    public static Partition niid(Partition users, double fraction, long seed) {
        checkFraction(fraction);
        PythonRandom random = new PythonRandom(seed);
        int missing = (int) (fraction * users.size());
        SequencedMap<ClientId, int[]> result = new LinkedHashMap<>();
        for (ClientId user : random.shuffled(users.clients())) {
            if (missing <= 0) {
                break;
            }
            int[] rows = users.rows(user);
            int[] kept = rows.length > missing ? picked(rows, random.sample(missing, missing)) : rows;
            result.put(user, kept);
            missing -= kept.length;
        }
        return Partition.of(result);
    }

    /**
     * Random examples of all users, {@code floor(fraction * examples)}, dealt in the order drawn to
     * {@code round(userFraction * users)} new users, at least one, named {@code 0}, {@code 1} and so on.
     */
    public static Partition iid(Partition users, double userFraction, double fraction, long seed) {
        checkFraction(fraction);
        checkFraction(userFraction);
        int[] all = users.clients().stream()
                .flatMapToInt(user -> Arrays.stream(users.rows(user)))
                .toArray();
        int[] drawn = picked(all, new PythonRandom(seed).sample(all.length, (int) (fraction * all.length)));
        int groups = (int) Math.max(1, Math.rint(userFraction * users.clients().size()));
        return Partition.of(divided(drawn, groups));
    }

    /** The users with at least {@code examples} examples. */
    public static Partition atLeast(Partition users, int examples) {
        SequencedMap<ClientId, int[]> result = new LinkedHashMap<>();
        for (ClientId user : users.clients()) {
            int[] rows = users.rows(user);
            if (rows.length >= examples) {
                result.put(user, rows);
            }
        }
        return Partition.of(result);
    }

    // LEAF gives the odd ones to the last users.
    private static SequencedMap<ClientId, int[]> divided(int[] rows, int groups) {
        int[] sizes = new int[groups];
        Arrays.setAll(sizes, i -> rows.length / groups + (i >= groups - rows.length % groups ? 1 : 0));
        List<int[]> pieces = Deal.cut(rows, sizes);
        SequencedMap<ClientId, int[]> result = new LinkedHashMap<>();
        for (int i = 0; i < groups; i++) {
            result.put(new ClientId(Integer.toString(i)), pieces.get(i));
        }
        return result;
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
