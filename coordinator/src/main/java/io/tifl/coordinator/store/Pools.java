package io.tifl.coordinator.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.store.StoreException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** Opens the database of a place: migrates it, then connects. */
final class Pools {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A coordinator that hangs in the midst of a transaction holds locks that keep every other from taking the lead. */
    private static final Duration LONGEST_HOLD = Duration.ofSeconds(3);

    private static final int READERS = 4;
    private static final int CONNECTIONS = 10;
    private static final int WAL_KEPT_BYTES = 64 << 20;

    private Pools() {}

    static Database open(StoreSettings.Place place, Meters meters) throws StoreException {
        Faults faults = new Faults(place);
        return switch (place) {
            case StoreSettings.Folder(Path directory) -> sqlite(directory, faults, meters);
            case StoreSettings.Postgresql postgresql -> postgresql(postgresql, faults, meters);
        };
    }

    private static Database sqlite(Path directory, Faults faults, Meters meters) throws StoreException {
        Path file = directory.resolve("tifl.db");
        try {
            Files.createDirectories(directory);
            NativeLibrary.placeIn(directory.resolve("native"));
            SQLiteDataSource plain = source(file);
            FolderLock.with(directory, () -> Migrations.run(plain, Dialect.SQLITE, faults, meters));
        } catch (IOException e) {
            throw faults.of(e);
        }
        HikariConfig writers = pool("tifl-store-write", source(file), 1);
        HikariConfig readers = pool("tifl-store-read", source(file), READERS);
        readers.setConnectionInitSql("pragma query_only = true");
        return connected(Dialect.SQLITE, writers, readers, faults, meters);
    }

    private static SQLiteDataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout((int) PATIENCE.toMillis());
        config.enforceForeignKeys(true);
        config.setJournalSizeLimit(WAL_KEPT_BYTES);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    private static Database postgresql(StoreSettings.Postgresql place, Faults faults, Meters meters)
            throws StoreException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(place.url());
        source.setUser(place.user());
        source.setPassword(place.password());
        source.setApplicationName("tifl");
        source.setTcpKeepAlive(true);
        source.setReWriteBatchedInserts(false); // the journal needs a count for each row
        Migrations.run(source, Dialect.POSTGRESQL, faults, meters);
        HikariConfig writers = pool("tifl-store-write", source, CONNECTIONS);
        HikariConfig readers = pool("tifl-store-read", source, READERS);
        String endHolds = "set idle_in_transaction_session_timeout = " + LONGEST_HOLD.toMillis();
        writers.setConnectionInitSql(endHolds);
        readers.setConnectionInitSql(endHolds);
        return connected(Dialect.POSTGRESQL, writers, readers, faults, meters);
    }

    private static HikariConfig pool(String name, DataSource source, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(source);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return config;
    }

    private static Database connected(
            Dialect dialect, HikariConfig writers, HikariConfig readers, Faults faults, Meters meters)
            throws StoreException {
        try {
            return new Database(dialect, new HikariDataSource(writers), new HikariDataSource(readers), faults, meters);
        } catch (RuntimeException e) { // Hikari wraps what went wrong in one of its own
            throw e.getCause() instanceof SQLException cause
                    ? faults.of(cause)
                    : new StoreException(Reason.OTHER, faults.where() + ": " + e.getMessage(), e);
        }
    }
}
