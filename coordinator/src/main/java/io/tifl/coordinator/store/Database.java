package io.tifl.coordinator.store;

import com.zaxxer.hikari.HikariDataSource;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs work in transactions, and says in plain words what went wrong. Thread-safe. */
final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final Dialect dialect;
    private final HikariDataSource writers;
    private final HikariDataSource readers;
    private final Faults faults;
    private final Meters meters;

    // SQLite has one writer: whoever comes first is served first, where its own waiting would be a matter of luck.
    private final Lock turn = new ReentrantLock(true);

    Database(Dialect dialect, HikariDataSource writers, HikariDataSource readers, Faults faults, Meters meters) {
        this.dialect = dialect;
        this.writers = writers;
        this.readers = readers;
        this.faults = faults;
        this.meters = meters;
        watch(meters, "write", writers);
        watch(meters, "read", readers);
    }

    private static void watch(Meters meters, String name, HikariDataSource pool) {
        meters.watch(Metric.POOL, () -> pool.getHikariPoolMXBean().getActiveConnections(), name, "active");
        meters.watch(Metric.POOL, () -> pool.getHikariPoolMXBean().getIdleConnections(), name, "idle");
        meters.watch(Metric.POOL_WAITING, () -> pool.getHikariPoolMXBean().getThreadsAwaitingConnection(), name);
    }

    /** What is done in a transaction; may be done once only. */
    @FunctionalInterface
    interface Work<T> {
        T in(Transaction transaction) throws SQLException, IOException;
    }

    /** What is done in a transaction and yields nothing. */
    @FunctionalInterface
    interface Change {
        void in(Transaction transaction) throws SQLException, IOException;
    }

    Dialect dialect() {
        return dialect;
    }

    Meters meters() {
        return meters;
    }

    Faults faults() {
        return faults;
    }

    /** Reads one consistent state. */
    <T> T read(Work<T> work) throws StoreException {
        return run(readers, dialect.beginReading, work);
    }

    /** Changes all or nothing; durable when this returns. */
    <T> T write(Work<T> work) throws StoreException {
        if (dialect != Dialect.SQLITE) {
            return run(writers, dialect.beginWriting, work);
        }
        turn.lock();
        try {
            return run(writers, dialect.beginWriting, work);
        } finally {
            turn.unlock();
        }
    }

    void change(Change change) throws StoreException {
        write(transaction -> {
            change.in(transaction);
            return Boolean.TRUE;
        });
    }

    private <T> T run(HikariDataSource source, String begin, Work<T> work) throws StoreException {
        long began = System.nanoTime();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(begin);
            T result = run(source, connection, statement, work);
            meters.timeSince(Metric.STORE_TRANSACTION, began, source.equals(readers) ? "read" : "write");
            return result;
        } catch (SQLException e) {
            throw counted(faults.of(e));
        } catch (IOException e) {
            throw counted(faults.of(e));
        }
    }

    private StoreException counted(StoreException fault) {
        meters.count(
                Metric.STORE_FAULTS,
                fault.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        if (fault.reason() == StoreException.Reason.FENCED) {
            meters.count(Metric.FENCED);
        }
        return fault;
    }

    // In SQL and not by the connection's methods: SQLite's driver would begin the next transaction as soon as one ends,
    // and so hold the lock of the only writer while nobody writes.
    private <T> T run(HikariDataSource source, Connection connection, Statement statement, Work<T> work)
            throws SQLException, IOException {
        boolean done = false;
        try {
            T result = work.in(new Transaction(connection, dialect));
            statement.execute("commit");
            done = true;
            return result;
        } finally {
            if (!done) {
                rollBack(source, connection, statement);
            }
        }
    }

    // The fault that led here is the one to tell. After some, SQLite has rolled back by itself, as has a database that
    // is
    // gone; to be sure, such a connection is not used again.
    private static void rollBack(HikariDataSource source, Connection connection, Statement statement) {
        try {
            statement.execute("rollback");
        } catch (SQLException e) {
            LOG.debug("roll back after a failure", e);
            source.evictConnection(connection);
        }
    }

    @Override
    public void close() {
        readers.close();
        writers.close();
    }
}
