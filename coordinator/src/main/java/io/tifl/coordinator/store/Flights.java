package io.tifl.coordinator.store;

import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;

/** The orders of jobs whose rounds overlap: which are out, and which were answered in a later round. Thread-safe. */
public final class Flights {
    /** Condition on a row of {@code reply}: its order is out. */
    static final String REPLY_IS_TO_ONE = "exists (select 1 from flight where flight.job = reply.job"
            + " and flight.round = reply.round and flight.client = reply.client)";

    private final Database database;

    Flights(Database database) {
        this.database = database;
    }

    /** Whether an order is out, as of the last state that was kept. */
    public boolean isOut(TaskId task) throws StoreException {
        return database.read(transaction -> isOut(transaction, task));
    }

    static boolean isOut(Transaction transaction, TaskId task) throws SQLException {
        return transaction.exists(
                "select 1 from flight where job = ? and round = ? and client = ?",
                task.job().value(),
                task.round(),
                task.client().value());
    }

    /** Whether an order was answered in a later round than the one it went out in. */
    public boolean wasAnsweredLater(TaskId task) throws StoreException {
        return database.read(transaction -> transaction.exists(
                "select 1 from late_reply where job = ? and round = ? and client = ?",
                task.job().value(),
                task.round(),
                task.client().value()));
    }

    /**
     * Writes what changed.
     *
     * @param before what is in the store; empty if that is not known
     * @throws IllegalStateException if the version of the model that one began with is not kept
     */
    static void write(
            Transaction transaction, JobId job, Optional<? extends Set<FlightRow>> before, Set<FlightRow> after)
            throws SQLException {
        Set<FlightRow> gone = new LinkedHashSet<>(before.isPresent() ? before.get() : read(transaction, job));
        Set<FlightRow> fresh = new LinkedHashSet<>(after);
        fresh.removeAll(gone);
        gone.removeAll(after);
        if (!gone.isEmpty()) {
            transaction.updateEach(
                    "delete from flight where job = ? and round = ? and client = ?",
                    gone.stream()
                            .map(row -> new Object[] {
                                job.value(), row.round(), row.client().value()
                            })
                            .toList());
        }
        if (!fresh.isEmpty()) {
            requireModels(transaction, job, fresh);
            transaction.updateEach(
                    "insert into flight (job, round, client, lane, since, patience, model_version, correction)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
                    fresh.stream().map(row -> columns(job, row)).toList());
        }
    }

    private static Object[] columns(JobId job, FlightRow row) {
        return new Object[] {
            job.value(),
            row.round(),
            row.client().value(),
            row.lane(),
            row.sinceNanos(),
            row.patience().toNanos(),
            row.modelVersion(),
            row.correction()
        };
    }

    private static void requireModels(Transaction transaction, JobId job, Set<FlightRow> flights) throws SQLException {
        Set<Long> versions = new TreeSet<>();
        flights.forEach(row -> versions.add(row.modelVersion()));
        for (long version : versions) {
            if (!transaction.exists("select 1 from model where job = ? and version = ?", job.value(), version)) {
                throw new IllegalStateException("an order of job " + job + " is out with version " + version
                        + " of the model, which is not kept");
            }
        }
    }

    /** In the order in which they went out. */
    static SequencedSet<FlightRow> read(Transaction transaction, JobId job) throws SQLException {
        List<FlightRow> rows = transaction.list(
                "select * from flight where job = ? order by since, round, client", FlightRow::read, job.value());
        return new LinkedHashSet<>(rows);
    }

    /** Notes who answered an order of an earlier round. */
    static void noteLate(Transaction transaction, JobId job, RoundReport report) throws SQLException {
        for (ClientReport client : report.clients()) {
            if (client.roundsAgo() > 0 && hasReply(client)) {
                transaction.update(
                        "insert into late_reply (job, round, client, answered_in) values (?, ?, ?, ?)"
                                + " on conflict (job, round, client) do nothing",
                        job.value(),
                        report.round() - client.roundsAgo(),
                        client.client().value(),
                        report.round());
            }
        }
    }

    private static boolean hasReply(ClientReport report) {
        return report.status() == ClientReport.Status.COUNTED || report.status() == ClientReport.Status.REJECTED;
    }

    /** Whether a round had a reply of a client to an order of its own. */
    public static boolean hasReplyOf(ClientId client, RoundReport round) {
        return round.clients().stream()
                .anyMatch(report -> report.client().equals(client) && report.roundsAgo() == 0 && hasReply(report));
    }
}
