package io.tifl.aggregation.secure;

import io.tifl.protocol.Seed;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Who masks with whom: clients sit in a circle in random order, each with the nearest ones on both sides as its peers (a
 * Harary graph on shuffled nodes; Bell et al., CCS 2020, section 3.1). Immutable.
 */
final class MaskingGraph {
    private final int[] circle;
    private final int[] places;
    private final int peers;

    /** @param peers of each client: even and below the number of clients, or one less than it */
    MaskingGraph(int clients, int peers, Seed seed) {
        if (peers < 1 || peers > clients - 1 || (peers % 2 != 0 && peers != clients - 1)) {
            throw new IllegalArgumentException("no graph of " + clients + " clients with " + peers + " peers each");
        }
        this.peers = peers;
        this.circle = shuffled(clients, seed.generator());
        this.places = new int[clients];
        for (int place = 0; place < clients; place++) {
            places[circle[place]] = place;
        }
    }

    private static int[] shuffled(int count, RandomGenerator chance) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = chance.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    /** The peers of a client, all by position. */
    SortedSet<Integer> peers(int position) {
        SortedSet<Integer> found = new TreeSet<>();
        int place = places[position];
        for (int away = 1; found.size() < peers; away++) {
            found.add(circle[(place + away) % circle.length]);
            found.add(circle[Math.floorMod(place - away, circle.length)]);
        }
        return found;
    }
}
