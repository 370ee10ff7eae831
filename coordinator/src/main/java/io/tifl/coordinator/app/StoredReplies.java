package io.tifl.coordinator.app;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.http.ReplyJournal;
import io.tifl.coordinator.round.Inquiry;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.store.Flights;
import io.tifl.coordinator.store.JobStatus;
import io.tifl.coordinator.store.JournaledReply;
import io.tifl.coordinator.store.Store;
import io.tifl.protocol.JobId;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The desk's journal, in the store. */
record StoredReplies(io.tifl.coordinator.store.ReplyJournal journal, Store store) implements ReplyJournal {
    @Override
    public Verdict append(Entry entry) throws IOException {
        try {
            return switch (journal.journalHashed(entry.task(), entry.digest(), entry.message(), entry.elapsed())) {
                case FIRST -> Verdict.FIRST;
                case SAME -> Verdict.SAME;
                case OTHER -> Verdict.OTHER;
                case CLOSED -> Verdict.CLOSED;
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted while journaling").initCause(e);
        }
    }

    @Override
    public List<Entry> read(JobId job, long round) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (JournaledReply reply : journal.replies(job, round)) {
            Optional<ByteBuffer> message = journal.read(reply);
            TaskId task = reply.task();
            message.ifPresent(
                    bytes -> entries.add(new Entry(task, Content.of(bytes), reply.digest(), reply.elapsed())));
        }
        return entries;
    }

    @Override
    public Fate fate(TaskId task, String digest) throws IOException {
        // The journal first: a commit ends it and writes the report at once, so that one of the two is seen.
        boolean kept = journal.replies(task.job(), task.round()).stream()
                .anyMatch(reply -> reply.task().equals(task)
                        && (digest.equals(ANY_REPLY) || reply.digest().equals(digest)));
        if (kept) {
            return Fate.RECEIVED;
        }
        JobId whole = task.job().whole();
        // Before the report: where rounds overlap, an order may be out whose round is over.
        if (store.flights().isOut(task)) {
            return isRunning(whole) ? Fate.PENDING : Fate.CLOSED;
        }
        Optional<RoundReport> over = store.reports().get(task.job(), task.round());
        if (over.isPresent()) {
            boolean answered = Flights.hasReplyOf(task.client(), over.get())
                    || store.flights().wasAnsweredLater(task);
            return answered ? Fate.RECEIVED : Fate.CLOSED;
        }
        boolean isStage = SecureStage.jobsOf(whole).contains(task.job())
                || Inquiry.jobOf(whole).equals(task.job());
        if (isStage && store.reports().get(whole, task.round()).isPresent()) {
            // A stage is over with its round, and says nothing that another one needs.
            return Fate.CLOSED;
        }
        return isRunning(whole) ? Fate.PENDING : Fate.CLOSED;
    }

    private boolean isRunning(JobId job) throws IOException {
        return store.jobs()
                .get(job)
                .filter(stored -> stored.status() == JobStatus.RUNNING)
                .isPresent();
    }
}
