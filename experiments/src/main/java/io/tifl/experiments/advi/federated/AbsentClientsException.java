package io.tifl.experiments.advi.federated;

import io.tifl.protocol.ClientId;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Clients of a fit did not answer, and without them there is no sum of all data. They may be asked again. */
final class AbsentClientsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SortedSet<ClientId> clients;

    /** @param clients at least one */
    AbsentClientsException(SortedSet<ClientId> clients) {
        super(clients.stream().map(ClientId::value).collect(Collectors.joining(", ")) + " did not answer");
        this.clients = new TreeSet<>(clients);
    }

    SortedSet<ClientId> clients() {
        return clients;
    }
}
