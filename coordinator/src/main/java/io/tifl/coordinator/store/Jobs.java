package io.tifl.coordinator.store;

import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The jobs of a coordinator: what was asked for, and how far it is. Thread-safe. */
public final class Jobs {
    private final Database database;
    private final InstantSource clock;

    Jobs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * Accepts a job, which is then {@link JobStatus#CREATED}.
     *
     * @param definition kept as it is
     * @return false if the id is taken; nothing is changed then
     */
    public boolean create(JobId id, String definition, Seed seed) throws StoreException {
        Instant now = clock.instant();
        return database.write(transaction -> transaction.update(
                        "insert into job (id, definition, seed, status, reason, created, updated)"
                                + " values (?, ?, ?, ?, '', ?, ?) on conflict (id) do nothing",
                        id.value(),
                        definition,
                        seed.value(),
                        JobStatus.CREATED,
                        now,
                        now)
                > 0);
    }

    public Optional<StoredJob> get(JobId id) throws StoreException {
        return database.read(transaction -> transaction.first("select * from job where id = ?", Jobs::job, id.value()));
    }

    /**
     * Jobs in the order of their ids.
     *
     * @param after lists those that follow this one; empty for the first page
     * @param limit at most so many
     */
    public List<StoredJob> page(Optional<JobId> after, int limit) throws StoreException {
        return database.read(transaction -> transaction.list(
                "select * from job where id > ? order by id limit ?",
                Jobs::job,
                after.map(JobId::value).orElse(""),
                limit));
    }

    /** All jobs of a status, in the order of their ids. */
    public List<StoredJob> with(JobStatus status) throws StoreException {
        return database.read(
                transaction -> transaction.list("select * from job where status = ? order by id", Jobs::job, status));
    }

    /** How many jobs have a status. */
    public long count(JobStatus status) throws StoreException {
        return database.read(transaction -> transaction.first(
                        "select count(*) as jobs from job where status = ?", row -> row.number("jobs"), status))
                .orElse(0L);
    }

    /**
     * Changes the status of a job if it is the expected one.
     *
     * @param reason for people; may be empty
     * @return false if there is no such job or its status is another one; nothing is changed then
     */
    public boolean changeStatus(JobId id, JobStatus expected, JobStatus next, String reason) throws StoreException {
        return database.write(transaction -> transaction.update(
                        "update job set status = ?, reason = ?, updated = ? where id = ? and status = ?",
                        next,
                        reason,
                        clock.instant(),
                        id.value(),
                        expected)
                > 0);
    }

    private static StoredJob job(Row row) throws SQLException {
        return new StoredJob(
                new JobId(row.text("id")),
                row.text("definition"),
                new Seed(row.number("seed")),
                row.constant("status", JobStatus.class),
                row.text("reason"),
                row.instant("created"),
                row.instant("updated"));
    }
}
