package io.tifl.coordinator.app;

import io.tifl.coordinator.http.ReplyJournal;
import io.tifl.coordinator.store.JournaledReply;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The desk's journal, in the store. */
record StoredReplies(io.tifl.coordinator.store.ReplyJournal journal) implements ReplyJournal {
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
            Optional<byte[]> message = journal.read(reply);
            TaskId task = reply.task();
            message.ifPresent(bytes -> entries.add(new Entry(task, bytes, reply.digest(), reply.elapsed())));
        }
        return entries;
    }
}
