package io.tifl.experiments.fleet;

import io.tifl.aggregation.AggregationRule;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.io.IOException;

/** Makes clients of what a replay says of them. Thread-safe. */
@FunctionalInterface
public interface Preparation {
    /**
     * The clients.
     *
     * @param work as it was given to {@link WorkerFleet#session}
     * @throws IllegalArgumentException if this process cannot do that work with the same bits, and why
     * @throws IOException if data are missing or damaged
     */
    Clients prepare(String work) throws IOException, InterruptedException;

    /** Clients at work. */
    interface Clients extends AutoCloseable {
        /** Carries out one order, as {@link io.tifl.client.task.TaskRunner#run} does. Called by several threads at once. */
        TaskReply run(TaskOrder order);

        /** What the clients owe, which {@link #run} uses. */
        ErrorFeedback feedback();

        Catalog<UpdateCodec> codecs();

        /** How updates are summed; asked only if the replay wants sums. */
        AggregationRule rule();

        @Override
        void close();
    }
}
