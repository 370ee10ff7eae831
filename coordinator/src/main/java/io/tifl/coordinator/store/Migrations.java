package io.tifl.coordinator.store;

import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.store.StoreException.Reason;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Brings a database's tables to the state this program works with. */
final class Migrations {
    private Migrations() {}

    /** @throws StoreException if the database cannot be reached or written, or is newer than this program */
    static void run(DataSource source, Dialect dialect, Faults faults, Meters meters) throws StoreException {
        try {
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:" + dialect.migrations)
                    .table("schema_history")
                    .load();
            requireKnown(flyway, faults);
            meters.set(Metric.MIGRATIONS, flyway.migrate().migrationsExecuted);
        } catch (FlywayException e) {
            throw told(e, faults);
        }
    }

    private static void requireKnown(Flyway flyway, Faults faults) throws StoreException {
        for (MigrationInfo migration : flyway.info().all()) {
            if (migration.getState().isApplied() && !migration.getState().isResolved()) {
                throw new StoreException(
                        Reason.NEWER_SCHEMA,
                        faults.where() + " was written by a newer version of this program (schema "
                                + migration.getVersion() + "). Run that version, or restore a backup from before.");
            }
        }
    }

    private static StoreException told(FlywayException e, Faults faults) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException fault) {
                return faults.of(fault);
            }
        }
        return new StoreException(Reason.OTHER, faults.where() + " could not be migrated: " + e.getMessage(), e);
    }
}
