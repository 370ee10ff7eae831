package io.tifl.coordinator.store;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The replies to rounds that are still open: what was acknowledged to a client is here before, so that no crash forgets it.
 *
 * <p>Any number of threads, virtual ones too, may journal at once: one writer takes what has come meanwhile into one
 * transaction, so a disk that can be forced a hundred times a second still keeps thousands of replies. Everything carries
 * the epoch of the lease; after another coordinator took the lead nothing is acknowledged any more. The commit of a round
 * drops its replies. Thread-safe.
 */
public final class ReplyJournal implements AutoCloseable {
    /** Larger replies go to the blobs. */
    static final int MAX_ROW_BYTES = 64 << 10;

    private final Database database;
    private final Blobs blobs;
    private final Lease lease;
    private final GroupCommit writer;

    ReplyJournal(Database database, Blobs blobs, Lease lease) {
        this.database = database;
        this.blobs = blobs;
        this.lease = lease;
        this.writer = new GroupCommit(new JournalBatch(database, blobs, lease), database.meters());
    }

    /**
     * Notes when the orders of a round went out; the one that is noted first stays.
     *
     * @return when they first went out, to the millisecond: earlier than {@code now} if the round was cut short
     */
    public Instant opened(JobId job, long round, Instant now) throws StoreException {
        return database.write(transaction -> {
            transaction.fence(lease);
            transaction.update(
                    "insert into open_round (job, round, started) values (?, ?, ?) on conflict (job) do update"
                            + " set round = excluded.round, started = excluded.started"
                            + " where open_round.round < excluded.round",
                    job.value(),
                    round,
                    now);
            return transaction
                    .first(
                            "select started from open_round where job = ? and round = ?",
                            row -> row.instant("started"),
                            job.value(),
                            round)
                    .orElseThrow(() ->
                            new IllegalStateException("a later round than " + round + " of job " + job + " is open"));
        });
    }

    /**
     * Keeps a reply if it is the first to its task; durable when this returns.
     *
     * @param digest tells replies to one task apart, up to 128 characters
     * @param bytes handed over: not written any more
     * @param elapsed from dispatch to arrival
     * @throws FencedException if another coordinator took the lead; the reply is not kept
     * @throws StoreException if it could not be kept, or if it is not known whether it was; then the same call tells
     * @throws InterruptedException while waiting; whether the reply was kept is not known
     */
    public Journaled journal(TaskId task, String digest, byte[] bytes, Duration elapsed)
            throws StoreException, InterruptedException {
        return journal(task, digest, Content.of(bytes), elapsed, () -> Blobs.Blob.of(bytes));
    }

    /**
     * As {@link #journal}, of a reply whose SHA-256 is known: hashing a large one takes as long as writing it. The file it
     * lies in, if any, may be gone afterwards.
     *
     * @param sha256 of the content, as {@link io.tifl.protocol.auth.ClientKey#digest} has it; believed
     */
    public Journaled journalHashed(TaskId task, String sha256, Content content, Duration elapsed)
            throws StoreException, InterruptedException {
        return journal(task, sha256, content, elapsed, () -> Blobs.Blob.hashed(sha256, content));
    }

    private Journaled journal(TaskId task, String digest, Content content, Duration elapsed, Supplier<Blobs.Blob> blob)
            throws StoreException, InterruptedException {
        Optional<Blobs.Blob> large =
                content.length() > MAX_ROW_BYTES ? Optional.of(kept(blob.get())) : Optional.empty();
        return writer.submit(JournalBatch.entry(task, digest, elapsed, content, large));
    }

    private Blobs.Blob kept(Blobs.Blob blob) throws StoreException {
        try {
            blobs.put(blob);
            database.meters().count(Metric.BLOBS_WRITTEN, "reply");
            database.meters().add(Metric.BLOB_BYTES, blob.length(), "reply");
        } catch (IOException e) {
            throw database.faults().of(e);
        }
        return blob;
    }

    /** The replies to a round in order of arrival. */
    public List<JournaledReply> replies(JobId job, long round) throws StoreException {
        return database.read(transaction -> transaction.list(
                "select number, client, digest, elapsed, length from reply where job = ? and round = ? order by number",
                row -> new JournaledReply(
                        row.number("number"),
                        new TaskId(job, round, new ClientId(row.text("client"))),
                        row.text("digest"),
                        Duration.ofNanos(row.number("elapsed")),
                        row.number("length")),
                job.value(),
                round));
    }

    private boolean isThere(JournaledReply reply) throws StoreException {
        return database.read(transaction -> transaction.exists("select 1 from reply where number = ?", reply.number()));
    }

    private record Held(Optional<byte[]> bytes, Optional<String> blob) {}

    /** The bytes of a reply, of a large one in a mapped file; empty if its round was committed meanwhile. */
    public Optional<ByteBuffer> read(JournaledReply reply) throws StoreException {
        Optional<Held> held = database.read(transaction -> transaction.first(
                "select bytes, blob from reply where number = ?",
                row -> new Held(row.bytesIfAny("bytes"), row.textIfAny("blob")),
                reply.number()));
        if (held.isEmpty() || held.get().bytes().isPresent()) {
            return held.flatMap(Held::bytes).map(ByteBuffer::wrap);
        }
        try {
            return Optional.of(blobs.read(held.get().blob().orElseThrow()));
        } catch (NoSuchFileException e) {
            if (isThere(reply)) {
                throw database.faults().of(e);
            }
            return Optional.empty();
        } catch (IOException e) {
            throw database.faults().of(e);
        }
    }

    /**
     * Drops the reply to a task of no round that is ever committed: what it brought is kept elsewhere.
     *
     * @throws FencedException if another coordinator took the lead; the reply stays
     */
    public void forget(TaskId task) throws StoreException {
        database.change(transaction -> {
            transaction.fence(lease);
            transaction.update(
                    "delete from reply where job = ? and round = ? and client = ?",
                    task.job().value(),
                    task.round(),
                    task.client().value());
        });
    }

    /** Ends the writer after what was handed to it is written. */
    @Override
    public void close() {
        writer.close();
    }
}
