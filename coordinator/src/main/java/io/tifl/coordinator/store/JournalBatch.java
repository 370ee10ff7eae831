package io.tifl.coordinator.store;

import io.tifl.coordinator.content.Content;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes some entries of the journal in one transaction, and finds out which are the first to their tasks. */
final class JournalBatch {
    private static final String INSERT =
            "insert into reply (job, round, client, digest, elapsed, length, bytes, blob) values (?, ?, ?, ?, ?, ?, ?, ?)"
                    + " on conflict (job, round, client) do nothing";

    /** One reply to be kept; its bytes are in the row or in a blob that is written already. */
    record Entry(TaskId task, String digest, Duration elapsed, Content content, Optional<Blobs.Blob> blob) {
        int rowBytes() {
            return blob.isPresent() ? 0 : content.length();
        }

        Object[] row() {
            return new Object[] {
                task.job().value(),
                task.round(),
                task.client().value(),
                digest,
                elapsed.toNanos(),
                content.length(),
                blob.isPresent() ? Optional.empty() : content.copy(0, content.length()),
                blob.map(Blobs.Blob::name)
            };
        }
    }

    /** Not an entry, but the end of entries. */
    static final Entry END = entry(
            new TaskId(new JobId("end"), 0, new ClientId("end")),
            "",
            Duration.ZERO,
            Content.of(new byte[0]),
            Optional.empty());

    private final Database database;
    private final Blobs blobs;
    private final Lease lease;

    JournalBatch(Database database, Blobs blobs, Lease lease) {
        this.database = database;
        this.blobs = blobs;
        this.lease = lease;
    }

    static Entry entry(TaskId task, String digest, Duration elapsed, Content content, Optional<Blobs.Blob> blob) {
        return new Entry(task, digest, elapsed, content, blob);
    }

    /** One answer for each entry, in their order; durable when this returns. */
    List<Journaled> write(List<Entry> entries) throws StoreException {
        return database.write(transaction -> {
            transaction.fence(lease);
            List<Entry> open = stillOpen(transaction, entries);
            for (Entry entry : open) {
                if (entry.blob().isPresent()) {
                    blobs.ensure(transaction, entry.blob().get());
                }
            }
            return answers(entries, open, insert(transaction, open));
        });
    }

    private static List<Entry> stillOpen(Transaction transaction, List<Entry> entries) throws SQLException {
        Map<JobId, Long> rounds = new HashMap<>();
        List<Entry> open = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            JobId job = entry.task().job();
            Long next = rounds.get(job);
            if (next == null) {
                next = transaction
                        .first("select round from federation where job = ?", row -> row.number("round"), job.value())
                        .orElse(0L);
                rounds.put(job, next);
            }
            if (entry.task().round() >= next || Flights.isOut(transaction, entry.task())) {
                open.add(entry);
            }
        }
        return open;
    }

    private static List<Journaled> insert(Transaction transaction, List<Entry> open) throws SQLException {
        int[] inserted =
                transaction.updateEach(INSERT, open.stream().map(Entry::row).toList());
        List<Journaled> answers = new ArrayList<>(inserted.length);
        for (int i = 0; i < inserted.length; i++) {
            answers.add(inserted[i] > 0 ? Journaled.FIRST : compared(transaction, open.get(i)));
        }
        return answers;
    }

    private static Journaled compared(Transaction transaction, Entry entry) throws SQLException {
        boolean same = transaction.exists(
                "select 1 from reply where job = ? and round = ? and client = ? and digest = ?",
                entry.task().job().value(),
                entry.task().round(),
                entry.task().client().value(),
                entry.digest());
        return same ? Journaled.SAME : Journaled.OTHER;
    }

    @SuppressWarnings("ReferenceEquality") // the open ones are some of the entries, in the same order
    private static List<Journaled> answers(List<Entry> entries, List<Entry> open, List<Journaled> ofOpen) {
        List<Journaled> answers = new ArrayList<>(entries.size());
        int next = 0;
        for (Entry entry : entries) {
            boolean isOpen = next < open.size() && open.get(next) == entry;
            answers.add(isOpen ? ofOpen.get(next++) : Journaled.CLOSED);
        }
        return answers;
    }
}
