package io.tifl.coordinator.app;

import io.tifl.coordinator.http.ClientRegistry;
import io.tifl.coordinator.http.DeviceServlet;
import io.tifl.coordinator.http.RequestLimits;
import io.tifl.coordinator.kafka.Fleet;
import io.tifl.coordinator.security.ClientSessions;
import io.tifl.protocol.ClientId;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The clients that the HTTP end knows, for those of them that come over Kafka. Thread-safe. */
final class StoredFleet implements Fleet {
    private final ClientRegistry clients;
    private final ClientSessions sessions;
    private final RequestLimits limits;
    private final DeviceServlet.Audit audit;

    StoredFleet(ClientRegistry clients, ClientSessions sessions, RequestLimits limits, DeviceServlet.Audit audit) {
        this.clients = clients;
        this.sessions = sessions;
        this.limits = limits;
        this.audit = audit;
    }

    @Override
    public Optional<Member> find(ClientId client) throws IOException {
        return clients.find(client)
                .map(known -> new Member(sessions.clientKey(client, known.generation()), known.barred()));
    }

    @Override
    public Optional<Duration> keptBack(ClientId client) {
        return limits.keptBack(client);
    }

    @Override
    public void seen(ClientId client) {
        clients.seen(client);
    }

    @Override
    public void left(ClientId client) throws IOException {
        clients.left(client);
    }

    @Override
    public void suspicious(ClientId client, String event, String detail) {
        audit.note(client, event, detail);
    }
}
