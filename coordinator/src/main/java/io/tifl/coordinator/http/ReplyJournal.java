package io.tifl.coordinator.http;

import io.tifl.coordinator.content.Content;
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
    record Entry(TaskId task, Content message, String digest, Duration elapsed) {}

    /** Keeps a reply; once this returns, no crash loses it. The file of its message may be gone then. */
    Verdict append(Entry entry) throws IOException;

    /** The replies to a round's orders, in order of arrival. */
    List<Entry> read(JobId job, long round) throws IOException;

    /** In place of a digest: whichever reply of the client's there is. */
    String ANY_REPLY = "";

    /** What became of an order that nobody waits for here. */
    enum Fate {
        /** This very reply was kept, or its round is over and had one of this client's. */
        RECEIVED,
        /** No reply of this client's will count any more. */
        CLOSED,
        /** Its job runs, and its round is not over: it may be waited for again soon. */
        PENDING
    }

    /**
     * What became of an order.
     *
     * @param digest of the reply in question, or {@link #ANY_REPLY}
     */
    Fate fate(TaskId task, String digest) throws IOException;
}
