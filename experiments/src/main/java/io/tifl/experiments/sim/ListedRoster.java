package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Clients with names of their own. */
final class ListedRoster implements Roster {
    private final List<ClientId> clients;
    private final Map<ClientId, Integer> indices;

    ListedRoster(List<ClientId> clients) {
        if (clients.isEmpty()) {
            throw new IllegalArgumentException("a roster needs at least 1 client, got none");
        }
        this.clients = List.copyOf(clients);
        this.indices = HashMap.newHashMap(clients.size());
        for (int i = 0; i < clients.size(); i++) {
            if (indices.put(clients.get(i), i) != null) {
                throw new IllegalArgumentException("client '" + clients.get(i) + "' is listed twice");
            }
        }
    }

    @Override
    public int size() {
        return clients.size();
    }

    @Override
    public ClientId client(int index) {
        return clients.get(index);
    }

    @Override
    public int indexOf(ClientId client) {
        Integer index = indices.get(client);
        if (index == null) {
            throw new IllegalArgumentException("no client '" + client + "' among the " + size() + " of the roster");
        }
        return index;
    }
}
