package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Flight;
import io.tifl.coordinator.store.StoreException.Reason;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store says when it cannot be opened or read, and that it can once the trouble is over. */
final class StoreTroubleTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    @TempDir
    private Path folder;

    private Store open() throws StoreException {
        return Store.open(StoreSettings.in(folder), CLOCK);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tifl.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void assertTrouble(ThrowingCallable call, Reason reason, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContainingAll(parts);
    }

    @Test
    void aStoreThatIsThereIsOpenedAsItIs() throws Exception {
        try (Store store = open()) {
            store.jobs().create(Samples.JOB, "text", new Seed(1));
        }

        try (Store store = open()) {
            assertThat(store.jobs().get(Samples.JOB)).isPresent();
        }
    }

    @Test
    void aStateFromBeforeRoundsOverlappedGoesOnWithNoOrderOut() throws Exception {
        Federation first = Samples.first(Samples.JOB, 10, 3);
        Federation after = Samples.next(first).after();
        try (Store store = open()) {
            Lease lease = store.leadership()
                    .tryAcquire("first", Duration.ofSeconds(30))
                    .orElseThrow();
            store.federations(lease).commit(Samples.next(first));
        }
        sql(
                "drop table flight",
                "drop table late_reply",
                "drop table document",
                "delete from schema_history where version in ('5', '6')");

        try (Store store = open()) {
            Lease lease = store.leadership()
                    .tryAcquire("first", Duration.ofSeconds(30))
                    .orElseThrow();
            Federation read = store.federations(lease).latest(Samples.JOB).orElseThrow();
            assertThat(read.model()).isEqualTo(after.model());
            assertThat(read.flights()).isEmpty();
            assertThat(store.reports().get(Samples.JOB, 0)).contains(Samples.report(0, 1));
            List<Flight> out = List.of(Samples.flight(read, 1));
            store.federations(lease).update(read.withFlights(out));
            assertThat(store.federations(lease)
                            .latest(Samples.JOB)
                            .orElseThrow()
                            .flights())
                    .isEqualTo(out);
        }
    }

    @Test
    void aDatabaseOfANewerProgramIsLeftAlone() throws Exception {
        open().close();
        sql(
                "insert into schema_history values (99, '99', 'more', 'SQL', 'V99__more.sql', 1, 'x', current_timestamp, 1, 1)");

        assertTrouble(this::open, Reason.NEWER_SCHEMA, "newer version of this program (schema 99)", folder.toString());
    }

    @Test
    void aChangedMigrationIsNoticed() throws Exception {
        open().close();
        sql("update schema_history set checksum = 5 where version = '1'");

        assertTrouble(this::open, Reason.OTHER, "could not be migrated");
    }

    @Test
    void somethingElseThanADatabaseIsSaidToBeDamaged() throws Exception {
        Files.writeString(folder.resolve("tifl.db"), "no database, but long enough to be looked at. ".repeat(50));

        assertTrouble(this::open, Reason.DAMAGED, "Restore a backup");
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidSo() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> Store.open(StoreSettings.in(file.resolve("data")), CLOCK))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aFolderThatMayNotBeWrittenIsSaidSo() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
        Files.setPosixFilePermissions(folder, Set.of());

        assertTrouble(this::open, Reason.NOT_WRITABLE, "the right to write there");
    }

    @Test
    void aReadOnlyDatabaseFileIsSaidSo() throws Exception {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may write everywhere");
        open().close();
        Files.setPosixFilePermissions(folder.resolve("tifl.db"), Set.of());

        assertTrouble(this::open, Reason.NOT_WRITABLE, "the right to write there");
    }

    @Test
    @Tag("slow")
    void aDatabaseHeldByAnotherIsSaidSo() throws Exception {
        try (Store store = open();
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tifl.db"));
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            assertTrouble(
                    () -> store.jobs().create(Samples.JOB, "", new Seed(1)), Reason.LOCKED, "held by another process");

            statement.execute("rollback");
            assertThat(store.jobs().create(Samples.JOB, "", new Seed(1))).isTrue();
        }
    }

    @Test
    void aServerThatIsNotThereIsSaidSo() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        String url = "jdbc:postgresql://localhost:" + port + "/tifl";

        assertTrouble(
                () -> Store.open(StoreSettings.postgresql(url, "user", "secret"), CLOCK),
                Reason.UNREACHABLE,
                url,
                "does not answer");
    }

    @Test
    void passwordsAreNotPrinted() {
        assertThat(StoreSettings.postgresql("jdbc:postgresql://host/tifl", "user", "secret")
                        .toString())
                .contains("host", "user")
                .doesNotContain("secret");
    }

    // Damage

    private Lease filled(Store store) throws StoreException {
        Lease lease = store.leadership().tryAcquire("one", Duration.ofHours(1)).orElseThrow();
        Federation first = Samples.first(Samples.JOB, 10, 3);
        store.federations(lease).begin(first);
        store.federations(lease).commit(Samples.next(first));
        return lease;
    }

    @Test
    void aDamagedBlobIsSaidToBeDamaged() throws Exception {
        try (Store store = open()) {
            Lease lease = filled(store);
            for (Path blob : blobs()) {
                byte[] bytes = Files.readAllBytes(blob);
                bytes[bytes.length / 2] ^= 1;
                Files.write(blob, bytes);
            }

            assertTrouble(
                    () -> store.federations(lease).latest(Samples.JOB),
                    Reason.DAMAGED,
                    "the state of job job-1 is damaged",
                    "Restore a backup");
        }
    }

    @Test
    void aMissingBlobIsSaidToBeMissing() throws Exception {
        try (Store store = open()) {
            Lease lease = filled(store);
            for (Path blob : blobs()) {
                Files.delete(blob);
            }

            assertTrouble(() -> store.federations(lease).latest(Samples.JOB), Reason.DAMAGED, "is missing");
        }
    }

    private List<Path> blobs() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("blobs"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void damagedRowsAreSaidToBeDamaged() throws Exception {
        try (Store store = open()) {
            Lease lease = filled(store);
            store.jobs().create(Samples.JOB, "", new Seed(1));
            sql(
                    "update report set bytes = x'00ff'",
                    "update plan_part set bytes = x'54494650'",
                    "update job set status = 'DANCING'");

            assertTrouble(() -> store.reports().latest(Samples.JOB), Reason.DAMAGED, "the report of round 0");
            assertTrouble(() -> store.federations(lease).latest(Samples.JOB), Reason.DAMAGED, "the state of job");
            assertTrouble(() -> store.jobs().get(Samples.JOB), Reason.DAMAGED, "DANCING");
            sql("delete from model");
            assertTrouble(() -> store.federations(lease).latest(Samples.JOB), Reason.DAMAGED, "is null");
        }
    }
}
