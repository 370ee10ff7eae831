package io.tifl.coordinator.store;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The clients that enrolled. Thread-safe. */
public final class Clients {
    private static final int MANY = 10_000;

    // Above every character of an id, so that it ends the ids with a prefix.
    private static final String BEYOND = "~";

    private final Database database;
    private final InstantSource clock;
    private final Map<ClientId, Instant> seen = new ConcurrentHashMap<>();

    Clients(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    public Optional<StoredClient> get(ClientId id) throws StoreException {
        return database.read(transaction -> find(transaction, id));
    }

    /**
     * Clients whose id begins with a prefix, in the order of their ids.
     *
     * @param prefix empty for all
     * @param after lists those that follow this one; empty for the first page
     * @param limit at most so many
     */
    public List<StoredClient> page(String prefix, Optional<ClientId> after, int limit) throws StoreException {
        return database.read(transaction -> transaction.list(
                "select * from client where id >= ? and id < ? and id > ? order by id limit ?",
                Clients::client,
                prefix,
                prefix + BEYOND,
                after.map(ClientId::value).orElse(""),
                limit));
    }

    public long count() throws StoreException {
        return database.read(transaction ->
                        transaction.first("select count(*) as clients from client", row -> row.number("clients")))
                .orElse(0L);
    }

    /** How many clients are in a state. */
    public long count(ClientState state) throws StoreException {
        return database.read(transaction -> transaction.first(
                        "select count(*) as clients from client where state = ?", row -> row.number("clients"), state))
                .orElse(0L);
    }

    /** @return false if there is no such client */
    public boolean changeState(ClientId id, ClientState state) throws StoreException {
        return database.write(
                transaction -> transaction.update("update client set state = ? where id = ?", state, id.value()) > 0);
    }

    /** Notes that a client left: its sessions are over. */
    public void left(ClientId id) throws StoreException {
        database.change(transaction ->
                transaction.update("update client set departures = departures + 1 where id = ?", id.value()));
    }

    /**
     * Notes that a client called, now. It is written with many others at the next {@link #flush}; a crash before that
     * forgets it. Costs no wait.
     */
    public void seen(ClientId id) {
        seen.put(id, clock.instant());
    }

    /** Writes who called since the last time, in one transaction for every 10 000; the store calls it every few seconds. */
    public void flush() throws StoreException {
        List<Object[]> rows = new ArrayList<>();
        for (ClientId id : List.copyOf(seen.keySet())) {
            Instant at = seen.remove(id);
            if (at != null) {
                rows.add(new Object[] {at, id.value()});
            }
        }
        for (int from = 0; from < rows.size(); from += MANY) {
            List<Object[]> some = rows.subList(from, Math.min(rows.size(), from + MANY));
            database.change(
                    transaction -> transaction.updateEach("update client set last_seen = ? where id = ?", some));
        }
    }

    static Optional<StoredClient> find(Transaction transaction, ClientId id) throws SQLException {
        return transaction.first("select * from client where id = ?", Clients::client, id.value());
    }

    /** Adds a client; false if the id is taken. */
    static boolean add(Transaction transaction, ClientId id, Settings attributes, Instant now) throws SQLException {
        return transaction.update(
                        "insert into client (id, attributes, generation, state, enrolled) values (?, ?, 0, ?, ?)"
                                + " on conflict (id) do nothing",
                        id.value(),
                        Attributes.toText(attributes),
                        ClientState.ACTIVE,
                        now)
                > 0;
    }

    /** A client that is there gets a new key and new attributes; its state stays. */
    static void renew(Transaction transaction, ClientId id, Settings attributes, Instant now) throws SQLException {
        transaction.update(
                "update client set attributes = ?, generation = generation + 1, enrolled = ? where id = ?",
                Attributes.toText(attributes),
                now,
                id.value());
    }

    private static StoredClient client(Row row) throws SQLException {
        return new StoredClient(
                new ClientId(row.text("id")),
                Attributes.fromText(row.text("attributes")),
                row.integer("generation"),
                row.integer("departures"),
                row.constant("state", ClientState.class),
                row.instant("enrolled"),
                row.instantIfAny("last_seen"));
    }
}
