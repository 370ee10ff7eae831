package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import java.util.List;

/** The clients of a simulation, numbered from 0. Immutable. */
public interface Roster {
    int size();

    /** @throws IndexOutOfBoundsException if there is no such client */
    ClientId client(int index);

    /** @throws IllegalArgumentException if the client is not on the roster */
    int indexOf(ClientId client);

    /**
     * Clients named by their number, {@code client-000} and so on, with as many digits as the largest needs, so that the
     * order of names is that of numbers. Needs no memory per client.
     */
    static Roster numbered(int size) {
        return new NumberedRoster(size);
    }

    /**
     * Clients with names of their own, such as the writers of a data set.
     *
     * @throws IllegalArgumentException if there are none, or one is listed twice
     */
    static Roster of(List<ClientId> clients) {
        return new ListedRoster(clients);
    }
}
