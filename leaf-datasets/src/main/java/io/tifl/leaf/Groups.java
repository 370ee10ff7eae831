package io.tifl.leaf;

import java.util.List;

/**
 * Groups of clients: as many clients in each, give or take one, the first clients in the first group.
 *
 * <p>Group 0 is TiFL's group 1, of the fastest clients.
 */
public final class Groups {
    /** TiFL's share of the training examples of each of five groups: the fastest get the least. */
    public static final List<Double> TIFL_QUANTITIES = List.of(0.10, 0.15, 0.20, 0.25, 0.30);

    private static final double SLACK = 1e-9;

    private Groups() {}

    /** The group, from 0, of one client of many. */
    public static int of(int client, int clients, int groups) {
        checkClients(clients);
        if (groups < 1 || groups > clients) {
            throw new IllegalArgumentException(clients + " clients make 1 to " + clients + " groups, not " + groups);
        }
        if (client < 0 || client >= clients) {
            throw new IllegalArgumentException("client must be 0 to " + (clients - 1) + ", got " + client);
        }
        return (int) ((long) client * groups / clients);
    }

    static void checkClients(int clients) {
        if (clients < 1) {
            throw new IllegalArgumentException("clients must be at least 1, got " + clients);
        }
    }

    /** Each client's share of all examples. */
    static double[] weights(int clients, List<Double> fractions) {
        checkClients(clients);
        double sum = fractions.stream().mapToDouble(Double::doubleValue).sum();
        if (fractions.isEmpty() || !fractions.stream().allMatch(fraction -> fraction > 0) || !(sum <= 1 + SLACK)) {
            throw new IllegalArgumentException(
                    "fractions must each be above 0 and together at most 1, got " + fractions);
        }
        int groups = fractions.size();
        int[] members = new int[groups];
        for (int i = 0; i < clients; i++) {
            members[of(i, clients, groups)]++;
        }
        double[] weights = new double[clients];
        for (int i = 0; i < clients; i++) {
            int group = of(i, clients, groups);
            weights[i] = fractions.get(group) / members[group];
        }
        return weights;
    }
}
