package io.tifl.coordinator.store;

/** Where the two databases differ. */
enum Dialect {
    // A transaction that writes takes the lock when it begins: one that began by reading might not be let on later.
    SQLITE("db/sqlite", "begin immediate", "begin deferred", "cast(unixepoch('subsec') * 1000 as integer)", "", ""),
    POSTGRESQL(
            "db/postgresql",
            "begin isolation level read committed read write",
            "begin isolation level repeatable read read only",
            "cast(extract(epoch from clock_timestamp()) * 1000 as bigint)",
            " for share",
            " for update");

    /** Class path folder of the migrations. */
    final String migrations;

    /** Begins a transaction that may write. */
    final String beginWriting;

    /** Begins a transaction that sees one state of the database. */
    final String beginReading;

    /** The database's own clock in milliseconds since 1970. */
    final String nowMillis;

    /** Ends a query whose rows must stay until the transaction ends; SQLite has one writer anyway. */
    final String forShare;

    /** Ends a query whose rows nobody else may look at for a change until the transaction ends. */
    final String forUpdate;

    Dialect(
            String migrations,
            String beginWriting,
            String beginReading,
            String nowMillis,
            String forShare,
            String forUpdate) {
        this.migrations = migrations;
        this.beginWriting = beginWriting;
        this.beginReading = beginReading;
        this.nowMillis = nowMillis;
        this.forShare = forShare;
        this.forUpdate = forUpdate;
    }
}
