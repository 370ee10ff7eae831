package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tifl.coordinator.observe.Meters;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @Test
    @Timeout(120)
    void anotherTakesTheLeadFromOneThatHangsInTheMidstOfATransactionAndThatOneWritesNothing() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        try (Database hanging = Pools.open(settings().place(), Meters.none());
                Store other = Store.open(settings(), InstantSource.system());
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Leadership leadership = new Leadership(hanging);
            Lease lease = leadership.tryAcquire("first", Duration.ofMillis(1)).orElseThrow();
            Future<?> written = thread.submit(() -> {
                hanging.change(transaction -> {
                    transaction.fence(lease);
                    hangs.countDown();
                    await(goesOn);
                });
                return null;
            });
            hangs.await();

            assertThat(other.leadership().tryAcquire("other", Duration.ofMinutes(1)))
                    .isPresent();
            goesOn.countDown();
            assertThatThrownBy(written::get).hasCauseInstanceOf(StoreException.class);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
