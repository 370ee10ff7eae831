package io.tifl.coordinator.store;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;

/** Who did what, when. Entries are only ever added. Thread-safe. */
public final class AuditLog {
    private final Database database;
    private final InstantSource clock;

    AuditLog(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Adds an entry; durable when this returns. */
    public void append(String who, String what, String detail) throws StoreException {
        database.change(transaction -> transaction.update(
                "insert into audit (at, who, what, detail) values (?, ?, ?, ?)", clock.instant(), who, what, detail));
    }

    /**
     * Entries, newest first.
     *
     * @param before lists those with a smaller number; empty for the newest
     * @param limit at most so many
     */
    public List<AuditEntry> page(OptionalLong before, int limit) throws StoreException {
        return database.read(transaction -> transaction.list(
                "select * from audit where number < ? order by number desc limit ?",
                AuditLog::entry,
                before.orElse(Long.MAX_VALUE),
                limit));
    }

    private static AuditEntry entry(Row row) throws SQLException {
        return new AuditEntry(
                row.number("number"), row.instant("at"), row.text("who"), row.text("what"), row.text("detail"));
    }
}
