package io.tifl.coordinator.store;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The tokens of operators; only their hashes are kept. Thread-safe. */
public final class Operators {
    private final Database database;
    private final InstantSource clock;

    Operators(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** @return false if there is such a token already */
    public boolean issue(String tokenHash, String name, Role role, Optional<Instant> expires) throws StoreException {
        return database.write(transaction -> transaction.update(
                        "insert into operator_token (hash, name, role, created, expires) values (?, ?, ?, ?, ?)"
                                + " on conflict (hash) do nothing",
                        tokenHash,
                        name,
                        role,
                        clock.instant(),
                        expires)
                > 0);
    }

    /** Whose token it is; empty if nobody's, or if it has expired. */
    public Optional<Operator> find(String tokenHash) throws StoreException {
        return database.read(transaction -> transaction.first(
                "select * from operator_token where hash = ? and (expires is null or expires > ?)",
                Operators::operator,
                tokenHash,
                clock.instant()));
    }

    /** All tokens, expired ones too, by name. */
    public List<Operator> all() throws StoreException {
        return database.read(transaction ->
                transaction.list("select * from operator_token order by name, hash", Operators::operator));
    }

    /** @return false if there is no such token */
    public boolean revoke(String tokenHash) throws StoreException {
        return database.write(
                transaction -> transaction.update("delete from operator_token where hash = ?", tokenHash) > 0);
    }

    private static Operator operator(Row row) throws SQLException {
        return new Operator(
                row.text("hash"),
                row.text("name"),
                row.constant("role", Role.class),
                row.instant("created"),
                row.instantIfAny("expires"));
    }
}
