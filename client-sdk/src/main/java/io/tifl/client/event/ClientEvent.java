package io.tifl.client.event;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.time.Duration;

/** Something a client did or met, for people and for the program around it. Holds no secrets, no data and no parameters. */
public sealed interface ClientEvent {
    /** The coordinator took this client in, for good. */
    record Enrolled(ClientId client) implements ClientEvent {}

    /** The client proved who it is, for the first time or once more. */
    record SessionOpened(ClientId client) implements ClientEvent {}

    /** An order came, its model not yet. */
    record OrderReceived(TaskId id, String task, Duration timeLimit) implements ClientEvent {}

    /**
     * A model is there.
     *
     * @param bytes that travelled for it; 0 if it was kept from before
     */
    record ModelFetched(JobId job, long version, long bytes) implements ClientEvent {}

    /**
     * A task says how far it has come.
     *
     * @param fraction of its work that is done, 0 to 1
     */
    record Progressed(TaskId id, double fraction) implements ClientEvent {}

    /**
     * The coordinator has the reply and will not forget it.
     *
     * @param bytes of the reply
     * @param again whether it had this very reply before
     */
    record ReplyCounted(TaskId id, long bytes, boolean again) implements ClientEvent {}

    /** Nobody waits for the order any more; work on it ends, and its reply is forgotten. */
    record Withdrawn(TaskId id) implements ClientEvent {}

    /**
     * The coordinator will not take the reply, now or later.
     *
     * @param code from the table of docs/http-api.md
     * @param detail for people
     */
    record ReplyRefused(TaskId id, String code, String detail) implements ClientEvent {}

    /** A condition of the program does not hold; it is asked again after the pause. */
    record Paused(Duration pause) implements ClientEvent {}

    /**
     * Something failed and is tried again after the pause.
     *
     * @param what was tried
     * @param cause for people
     */
    record Retrying(String what, Duration pause, String cause) implements ClientEvent {}

    /**
     * The client has ended.
     *
     * @param reason for people
     */
    record Stopped(String reason) implements ClientEvent {}
}
