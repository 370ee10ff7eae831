package io.tifl.coordinator.store;

import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Inquiry;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.JobId;
import io.tifl.protocol.secure.SecureStage;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes a new state of a federation into the rows, within a transaction. Immutable and thread-safe. */
record FederationRows(InstantSource clock, StoreSettings.Retention retention) {
    /** Writes everything that changed; returns the blobs that this state does not refer to any more. */
    List<String> write(
            Transaction transaction,
            Federation after,
            Optional<RoundReport> report,
            Addition addition,
            Optional<Kept> before)
            throws SQLException {
        List<String> dropped = new ArrayList<>();
        requireFollows(transaction, after, addition.lastPart());
        model(transaction, after, addition.kept().modelBlob());
        vectors(transaction, after.job(), addition.kept().vectors(), dropped);
        if (addition.part().isPresent()) {
            part(transaction, after.job(), addition.part().get(), dropped);
        }
        Flights.write(
                transaction,
                after.job(),
                before.map(Kept::flights),
                addition.kept().flights());
        federation(transaction, after, addition.kept().parts().last());
        if (report.isPresent()) {
            Reports.put(transaction, after.job(), report.get());
            Flights.noteLate(transaction, after.job(), report.get());
        }
        TierHistory.note(transaction, after.job(), after.round(), before.map(Kept::plan), after.tiers(), report);
        dropReplies(transaction, after, dropped);
        dropModels(transaction, after, dropped);
        return dropped;
    }

    /** Number of the last part of a job's plan; 0 if there is none. */
    static long lastPart(Transaction transaction, JobId job) throws SQLException {
        return transaction
                .first(
                        "select plan_change from federation where job = ?",
                        row -> row.number("plan_change"),
                        job.value())
                .orElse(0L);
    }

    private record Committed(long round, long lastPart) {}

    private static void requireFollows(Transaction transaction, Federation after, long lastPart) throws SQLException {
        Committed committed = transaction
                .first(
                        "select round, plan_change from federation where job = ?" + transaction.dialect().forUpdate,
                        row -> new Committed(row.number("round"), row.number("plan_change")),
                        after.job().value())
                .orElse(new Committed(0, 0));
        if (committed.round() > after.round()) {
            throw new IllegalStateException("job " + after.job() + " is at round " + committed.round()
                    + " already, a state of round " + after.round() + " cannot follow");
        }
        if (committed.lastPart() != lastPart) {
            throw new IllegalStateException(
                    "the plan of job " + after.job() + " was changed by others under the same lease");
        }
    }

    private void federation(Transaction transaction, Federation after, long planChange) throws SQLException {
        transaction.update(
                "insert into federation (job, round, seed, model_version, plan_change, privacy, committed)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict (job) do update set round = excluded.round,"
                        + " seed = excluded.seed, model_version = excluded.model_version,"
                        + " plan_change = excluded.plan_change, privacy = excluded.privacy, committed = excluded.committed",
                after.job().value(),
                after.round(),
                after.seed().value(),
                after.model().version(),
                planChange,
                after.privacy().toText(),
                clock.instant());
    }

    private void model(Transaction transaction, Federation after, Kept.Ref blob) throws SQLException {
        transaction.update(
                "insert into model (job, version, blob, length, created) values (?, ?, ?, ?, ?)"
                        + " on conflict (job, version) do nothing",
                after.job().value(),
                after.model().version(),
                blob.name(),
                blob.length(),
                clock.instant());
        boolean same = transaction.exists(
                "select 1 from model where job = ? and version = ? and blob = ?",
                after.job().value(),
                after.model().version(),
                blob.name());
        if (!same) {
            throw new IllegalStateException("version " + after.model().version() + " of the model of job " + after.job()
                    + " is there with other content; a version never changes");
        }
    }

    private static void vectors(
            Transaction transaction, JobId job, Map<String, Kept.Vector> vectors, List<String> dropped)
            throws SQLException {
        Map<String, String> old = new TreeMap<>();
        transaction.list(
                "select name, blob from optimizer_vector where job = ?",
                row -> old.put(row.text("name"), row.text("blob")) == null,
                job.value());
        for (Map.Entry<String, Kept.Vector> entry : vectors.entrySet()) {
            Kept.Ref blob = entry.getValue().blob();
            if (!blob.name().equals(old.get(entry.getKey()))) {
                transaction.update(
                        "insert into optimizer_vector (job, name, blob, length) values (?, ?, ?, ?)"
                                + " on conflict (job, name) do update set blob = excluded.blob, length = excluded.length",
                        job.value(),
                        entry.getKey(),
                        blob.name(),
                        blob.length());
            } else {
                old.remove(entry.getKey());
            }
        }
        dropped.addAll(old.values());
        for (String name : old.keySet()) {
            if (!vectors.containsKey(name)) {
                transaction.update("delete from optimizer_vector where job = ? and name = ?", job.value(), name);
            }
        }
    }

    private static void part(Transaction transaction, JobId job, Addition.Part part, List<String> dropped)
            throws SQLException {
        if (part.isWhole()) {
            drop(transaction, dropped, "delete from plan_part where job = ? returning blob", job.value());
        }
        transaction.update(
                "insert into plan_part (job, change, length, bytes, blob) values (?, ?, ?, ?, ?)",
                job.value(),
                part.number(),
                part.bytes().length,
                part.blob().isPresent() ? Optional.empty() : part.bytes(),
                part.blob().map(Blobs.Blob::name));
    }

    private static void dropReplies(Transaction transaction, Federation after, List<String> dropped)
            throws SQLException {
        drop(
                transaction,
                dropped,
                "delete from reply where job = ? and round < ? and not " + Flights.REPLY_IS_TO_ONE + " returning blob",
                after.job().value(),
                after.round());
        // Profiling and evaluation are jobs of their own, and over by now.
        drop(
                transaction,
                dropped,
                "delete from reply where job in (?, ?) returning blob",
                after.job() + ":profile",
                after.job() + ":evaluate");
        List<JobId> parts = new ArrayList<>(SecureStage.jobsOf(after.job()));
        parts.add(Inquiry.jobOf(after.job()));
        for (JobId part : parts) {
            drop(
                    transaction,
                    dropped,
                    "delete from reply where job = ? and round < ? returning blob",
                    part.value(),
                    after.round());
        }
        transaction.update(
                "delete from open_round where job = ? and round < ?",
                after.job().value(),
                after.round());
    }

    private void dropModels(Transaction transaction, Federation after, List<String> dropped) throws SQLException {
        String eachKept = retention.every() == 0 ? "" : " and version % " + retention.every() + " <> 0";
        drop(
                transaction,
                dropped,
                "delete from model where job = ? and version <= ?" + eachKept
                        + " and version not in (select model_version from flight where job = ?) returning blob",
                after.job().value(),
                after.model().version() - retention.last(),
                after.job().value());
    }

    private static void drop(Transaction transaction, List<String> dropped, String sql, Object... arguments)
            throws SQLException {
        transaction.list(sql, row -> row.textIfAny("blob"), arguments).forEach(blob -> blob.ifPresent(dropped::add));
    }
}
