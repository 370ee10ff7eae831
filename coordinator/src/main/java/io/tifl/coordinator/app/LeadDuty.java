package io.tifl.coordinator.app;

import io.tifl.coordinator.http.Presence;
import io.tifl.coordinator.store.Store;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Something besides jobs that a coordinator does while it leads. Every bean of this kind is begun when the lead is taken,
 * before clients are answered, and closed first when it is lost. Its orders are of jobs whose names hold a {@code :}, as no job
 * of a user does.
 */
public interface LeadDuty {
    /**
     * Begins. Orders that are to be taken up from the leader before have gone out when this returns.
     *
     * @throws IOException if it cannot; it is tried again while the coordinator leads
     */
    Open begin(Terms terms) throws IOException, InterruptedException;

    /** A duty that is being done. */
    interface Open extends AutoCloseable {
        /** Called every few seconds, and when somebody said that there is something to do. */
        void look() throws IOException;

        /** Stops; orders that are out are taken up by the next leader. */
        @Override
        void close();
    }

    /**
     * What it works with.
     *
     * @param transport orders go out here
     * @param presence who is there
     * @param store where to keep what must survive
     * @param clock of the transport
     * @param offering lets clients fetch the model that orders of a job name: each needs one to be sent over Kafka, if only a
     *     small one
     * @param forgetting drops the journaled reply to an order once what it brought is kept elsewhere
     */
    record Terms(
            CoordinatorTransport transport,
            Presence presence,
            Store store,
            InstantSource clock,
            Offering offering,
            Forgetting forgetting) {}

    /** Lets clients fetch a model, as long as this process leads. */
    @FunctionalInterface
    interface Offering {
        void offer(JobId whole, GlobalModel model);
    }

    /** Drops what is journaled of an order. */
    @FunctionalInterface
    interface Forgetting {
        void forget(TaskId task) throws IOException;
    }
}
