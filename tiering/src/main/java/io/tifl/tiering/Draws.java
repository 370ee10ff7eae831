package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Cohorts drawn from lists of clients. */
public final class Draws {
    private Draws() {}

    /** Up to {@code size} distinct clients, uniformly. */
    public static List<ClientId> from(List<ClientId> clients, int size, RandomGenerator random) {
        List<ClientId> drawn = new ArrayList<>();
        for (int position : Sampling.distinct(clients.size(), size, random)) {
            drawn.add(clients.get(position));
        }
        return drawn;
    }

    /** Up to {@code size} distinct clients that are not busy, uniformly. */
    public static List<ClientId> from(List<ClientId> clients, int size, Set<ClientId> busy, RandomGenerator random) {
        return free(from(clients, size + busy.size(), random), busy, size);
    }

    /** The first {@code size} that are not busy. */
    static List<ClientId> free(List<ClientId> clients, Set<ClientId> busy, int size) {
        return clients.stream()
                .filter(client -> !busy.contains(client))
                .limit(size)
                .toList();
    }
}
