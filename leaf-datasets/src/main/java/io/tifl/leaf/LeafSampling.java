package io.tifl.leaf;

import io.tifl.protocol.ClientId;
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
        List<ClientId> names = users.clients();
        SequencedMap<ClientId, int[]> result = new LinkedHashMap<>();
        LeafSteps.byUser(rows(users), fraction, new PythonRandom(seed))
                .forEach(share -> result.put(names.get(share.user()), share.rows()));
        return Partition.of(result);
    }

    /**
     * Random examples of all users, {@code floor(fraction * examples)}, dealt in the order drawn to
     * {@code round(userFraction * users)} new users, at least one, named {@code 0}, {@code 1} and so on.
     */
    public static Partition iid(Partition users, double userFraction, double fraction, long seed) {
        List<int[]> pieces = LeafSteps.byExample(rows(users), userFraction, fraction, new PythonRandom(seed));
        SequencedMap<ClientId, int[]> result = new LinkedHashMap<>();
        for (int i = 0; i < pieces.size(); i++) {
            result.put(new ClientId(Integer.toString(i)), pieces.get(i));
        }
        return Partition.of(result);
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

    private static List<int[]> rows(Partition users) {
        return users.clients().stream().map(users::rows).toList();
    }
}
