package io.tifl.coordinator.store;

import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.JobId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the rounds of jobs did, readable by all. Thread-safe. */
public final class Reports {
    private static final String SUMMARY =
            "select round, status, model_version, tier, started, elapsed, asked, counted, upload_bytes, accuracy, loss"
                    + " from report where job = ?";

    private final Database database;

    Reports(Database database) {
        this.database = database;
    }

    /** The report of one round, its clients included. */
    public Optional<RoundReport> get(JobId job, long round) throws StoreException {
        return first("select round, bytes from report where job = ? and round = ?", job, job.value(), round);
    }

    /** The report of the last round, its clients included; empty before the first. */
    public Optional<RoundReport> latest(JobId job) throws StoreException {
        return first("select round, bytes from report where job = ? order by round desc limit 1", job, job.value());
    }

    /**
     * Reports in the order of their rounds, their clients included.
     *
     * @param from the first round
     * @param limit at most so many
     */
    public List<RoundReport> page(JobId job, long from, int limit) throws StoreException {
        return decoded(
                job,
                database.read(transaction -> transaction.list(
                        "select round, bytes from report where job = ? and round >= ? order by round limit ?",
                        Reports::stored,
                        job.value(),
                        from,
                        limit)));
    }

    /** As {@link #page}, without the clients. */
    public List<RoundSummary> summaries(JobId job, long from, int limit) throws StoreException {
        return database.read(transaction -> transaction.list(
                SUMMARY + " and round >= ? order by round limit ?", Reports::summary, job.value(), from, limit));
    }

    /** The summaries of the last rounds, oldest first. */
    public List<RoundSummary> latestSummaries(JobId job, int limit) throws StoreException {
        return database.read(transaction -> transaction.list(
                        SUMMARY + " order by round desc limit ?", Reports::summary, job.value(), limit))
                .reversed();
    }

    /** How many rounds of a job have a report. */
    public long count(JobId job) throws StoreException {
        return database.read(transaction -> transaction.first(
                        "select count(*) as rounds from report where job = ?",
                        row -> row.number("rounds"),
                        job.value()))
                .orElse(0L);
    }

    static void put(Transaction transaction, JobId job, RoundReport report) throws SQLException {
        transaction.update(
                "insert into report (job, round, status, model_version, tier, started, elapsed, asked, counted,"
                        + " upload_bytes, accuracy, loss, bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " on conflict (job, round) do update set status = excluded.status,"
                        + " model_version = excluded.model_version, tier = excluded.tier, started = excluded.started,"
                        + " elapsed = excluded.elapsed, asked = excluded.asked, counted = excluded.counted,"
                        + " upload_bytes = excluded.upload_bytes, accuracy = excluded.accuracy, loss = excluded.loss,"
                        + " bytes = excluded.bytes",
                job.value(),
                report.round(),
                report.status(),
                report.modelVersion(),
                report.tier(),
                report.started(),
                report.elapsed().toNanos(),
                report.clients().size(),
                report.counted(),
                report.uploadBytes(),
                real(report.evaluated().map(Evaluated::accuracy)),
                real(report.evaluated().map(Evaluated::loss)),
                ReportFormat.encode(report));
    }

    private static OptionalDouble real(Optional<Double> value) {
        return value.isPresent() ? OptionalDouble.of(value.get()) : OptionalDouble.empty();
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Stored(long round, byte[] bytes) {}

    private static Stored stored(Row row) throws SQLException {
        return new Stored(row.number("round"), row.bytes("bytes"));
    }

    private Optional<RoundReport> first(String sql, JobId job, Object... arguments) throws StoreException {
        Optional<Stored> found = database.read(transaction -> transaction.first(sql, Reports::stored, arguments));
        return decoded(job, found.stream().toList()).stream().findFirst();
    }

    private List<RoundReport> decoded(JobId job, List<Stored> stored) throws StoreException {
        List<RoundReport> reports = new ArrayList<>(stored.size());
        for (Stored one : stored) {
            try {
                reports.add(ReportFormat.decode(one.bytes()));
            } catch (MalformedMessageException e) {
                throw database.faults().damaged("the report of round " + one.round() + " of job " + job, e);
            }
        }
        return reports;
    }

    private static RoundSummary summary(Row row) throws SQLException {
        return new RoundSummary(
                row.number("round"),
                row.constant("status", RoundReport.Status.class),
                row.number("model_version"),
                row.integerIfAny("tier"),
                row.instant("started"),
                Duration.ofNanos(row.number("elapsed")),
                row.integer("asked"),
                row.integer("counted"),
                row.number("upload_bytes"),
                row.realIfAny("accuracy"),
                row.realIfAny("loss"));
    }
}
