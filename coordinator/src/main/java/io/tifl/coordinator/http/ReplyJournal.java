package io.tifl.coordinator.http;

import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Where replies are kept from the moment they are acknowledged until their round is committed. Thread-safe. */
public interface ReplyJournal {
    /** What an entry was to the journal. */
    enum Verdict {
        /** The first reply to this order: it is kept. */
        FIRST,
        /** The reply that is there already. */
        SAME,
        /** Another reply than the one that is there, which stays. */
        OTHER,
        /** The round is over. */
        CLOSED
    }

    /**
     * One reply.
     *
     * @param message a whole message of the wire format
     * @param digest of the message, {@link io.tifl.protocol.auth.ClientKey#digest}, by which a repetition is known
     * @param elapsed from dispatch to arrival: an outage in between does not count
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
    record Entry(TaskId task, byte[] message, String digest, Duration elapsed) {}

    /** Keeps a reply; once this returns, no crash loses it. */
    Verdict append(Entry entry) throws IOException;

    /** The replies to a round's orders, in order of arrival. */
    List<Entry> read(JobId job, long round) throws IOException;
}
