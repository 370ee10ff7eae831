package io.tifl.experiments.sim;

import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.util.List;

/** Where the work of simulated clients is done: on threads of this process, or elsewhere. Thread-safe. */
public interface Workplace extends AutoCloseable {
    /**
     * Takes orders on, all from one round.
     *
     * @param orders in the order in which their replies will be asked for
     * @throws IllegalStateException if closed
     */
    Work begin(List<TaskOrder> orders);

    /** Ends all work; what is being done is interrupted or forgotten. */
    @Override
    void close();

    /**
     * Threads of this process.
     *
     * @param workers threads that work at once, the one that waits for replies included; at least 1
     */
    static Workplace inProcess(ClientProgram program, int workers) {
        if (workers < 1) {
            throw new IllegalArgumentException("a fleet needs at least 1 worker, got " + workers);
        }
        return new Workers(program, workers - 1);
    }

    /** The work of one dispatch. Its replies are asked for by one thread. */
    interface Work {
        /**
         * The reply to order {@code index}, once; waits for it.
         *
         * @throws IllegalStateException if cancelled
         */
        Finished await(int index) throws InterruptedException;

        /** Gives up what is not done yet. */
        void cancel();
    }

    /**
     * What came of an order.
     *
     * @param updateBytes of the update as it was encoded, wherever it is now; 0 if there is none
     */
    record Finished(TaskReply reply, long updateBytes) {
        public static Finished of(TaskReply reply) {
            return new Finished(
                    reply,
                    reply instanceof TaskReply.Updated updated
                            ? updated.update().bytes()
                            : 0);
        }
    }
}
