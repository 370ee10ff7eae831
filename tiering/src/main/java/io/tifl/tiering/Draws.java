package io.tifl.tiering;

import io.tifl.protocol.ClientId;
import java.util.ArrayList;
import java.util.List;
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
}
