package io.tifl.experiments.kafka;

import io.tifl.coordinator.http.ReplyJournal;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A journal that outlives a bridge, but not the test; it can be out of order. Thread-safe. */
final class MemoryJournal implements ReplyJournal {
    private final Map<TaskId, Entry> entries = new LinkedHashMap<>();
    private boolean broken;

    synchronized void breakDown(boolean isBroken) {
        broken = isBroken;
    }

    @Override
    public synchronized Verdict append(Entry entry) throws IOException {
        if (broken) {
            throw new IOException("the disk is full");
        }
        Entry there = entries.putIfAbsent(entry.task(), entry);
        if (there == null) {
            return Verdict.FIRST;
        }
        return there.digest().equals(entry.digest()) ? Verdict.SAME : Verdict.OTHER;
    }

    @Override
    public synchronized List<Entry> read(JobId job, long round) {
        return List.of();
    }

    @Override
    public synchronized Fate fate(TaskId task, String digest) {
        Entry there = entries.get(task);
        return there != null && (digest.equals(ANY_REPLY) || there.digest().equals(digest))
                ? Fate.RECEIVED
                : Fate.CLOSED;
    }
}
