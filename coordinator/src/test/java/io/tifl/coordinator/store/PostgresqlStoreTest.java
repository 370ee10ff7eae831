package io.tifl.coordinator.store;

import static org.junit.jupiter.api.Assumptions.abort;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on a real PostgreSQL; skipped, and said so, where none can be started. */
final class PostgresqlStoreTest extends StoreContract {
    private static @Nullable EmbeddedPostgres server;
    private static int databases;

    private String database = "";

    @BeforeAll
    static void start() {
        try {
            server = EmbeddedPostgres.builder().start();
        } catch (IOException | RuntimeException e) {
            abort("no PostgreSQL can be started here: " + e);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    void createDatabase() throws SQLException {
        database = "tifl" + ++databases;
        try (Connection connection = started().getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + database);
        }
    }

    private static EmbeddedPostgres started() {
        if (server == null) {
            throw new IllegalStateException("no server");
        }
        return server;
    }

    @Override
    StoreSettings settings() {
        return StoreSettings.postgresql(started().getJdbcUrl("postgres", database), "postgres", "");
    }
}
