package io.tifl.coordinator.app;

import io.tifl.coordinator.http.ClientRegistry;
import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.security.Tokens;
import io.tifl.coordinator.store.ClientState;
import io.tifl.coordinator.store.Enrolments;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoredClient;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The clients of the store, with those asked for lately at hand: what an operator changes on another coordinator is noticed
 * within seconds. Thread-safe.
 */
final class StoredClients implements ClientRegistry {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MANY = 200_000;

    private record Known(Client client, Instant until) {}

    private final ConcurrentMap<ClientId, Known> known = new ConcurrentHashMap<>();
    private final Store store;
    private final Presence presence;
    private final InstantSource clock;

    StoredClients(Store store, Presence presence, InstantSource clock) {
        this.store = store;
        this.presence = presence;
        this.clock = clock;
    }

    @Override
    public Optional<Client> find(ClientId id) throws IOException {
        Instant now = clock.instant();
        Known at = known.get(id);
        if (at != null && now.isBefore(at.until())) {
            return Optional.of(at.client());
        }
        Optional<Client> client = store.clients().get(id).map(StoredClients::client);
        if (known.size() > MANY) {
            known.clear();
        }
        client.ifPresent(found -> known.put(id, new Known(found, now.plus(FRESH))));
        return client;
    }

    /** It is another than before: it is looked up anew. */
    void changed(ClientId id) {
        known.remove(id);
    }

    @Override
    public Optional<Client> enrol(Enrolment enrolment) throws IOException {
        Enrolments.Request request = new Enrolments.Request(
                Tokens.hash(enrolment.token()),
                enrolment.wanted(),
                () -> new ClientId("client-" + Tokens.fresh(9)),
                Settings.of(enrolment.attributes()),
                enrolment.retry());
        return switch (store.enrolments().enrol(request)) {
            case io.tifl.coordinator.store.Enrolment.Granted granted -> {
                changed(granted.client().id());
                yield Optional.of(client(granted.client()));
            }
            case io.tifl.coordinator.store.Enrolment _ -> Optional.empty();
        };
    }

    private static Client client(StoredClient stored) {
        return new Client(stored.id(), stored.generation(), stored.departures(), stored.state() == ClientState.BARRED);
    }

    @Override
    public void seen(ClientId id) {
        presence.note(id);
        store.clients().seen(id);
    }

    @Override
    public void left(ClientId id) throws IOException {
        presence.left(id);
        store.clients().left(id);
        changed(id);
    }
}
