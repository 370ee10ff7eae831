package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Learner;
import io.tifl.client.LocalData;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.plugin.Named;
import io.tifl.protocol.task.TaskOrder;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/** Something a client can be asked to do. Stateless and thread-safe: one instance serves every client of a process. */
public interface LocalTask extends Named {
    /**
     * Carries out one order.
     *
     * @throws IllegalArgumentException if the order's settings or model cannot be carried out: the order's fault
     * @throws DivergedException if training became non-finite: this client's fault, as is any other exception
     */
    Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException;

    /**
     * What a task works with on this client.
     *
     * @param lender lends the learner for the order's model; opens it when first asked, so a task that trains nothing costs
     *     no network
     * @param progress takes how much of its work a task says is done, 0 to 1; nobody insists
     * @param memory what this client kept of its earlier orders of the job, read when first asked for
     * @param experience what the device has seen of itself
     */
    record Context(
            Supplier<Learner> lender,
            LocalData data,
            DoubleConsumer progress,
            Supplier<Kept> memory,
            Experience experience) {
        /** On a device that has seen nothing of itself yet. */
        public Context(Supplier<Learner> lender, LocalData data, DoubleConsumer progress, Supplier<Kept> memory) {
            this(lender, data, progress, memory, new Experience());
        }

        public Context(Supplier<Learner> lender, LocalData data) {
            this(lender, data, _ -> {}, Kept::nothing);
        }

        public Context(Learner learner, LocalData data) {
            this(() -> learner, data);
        }

        /**
         * The learner for the order's model, lent for this one call.
         *
         * @throws IllegalArgumentException if this client's engine does not know the model
         */
        public Learner learner() {
            return lender.get();
        }

        /** What this client kept of its earlier orders of the job that counted. */
        public Kept kept() {
            return memory.get();
        }
    }

    /** What a task yields. */
    sealed interface Result {
        /**
         * A change of the model.
         *
         * @param change new parameters minus the order's
         * @param examples training examples seen, at least 1
         * @param keeps what the client keeps from now on, if its reply counts; empty if that is what it kept before
         */
        record Change(Parameters change, long examples, Metrics metrics, Optional<Kept> keeps) implements Result {
            /** A change that leaves nothing to keep. */
            public Change(Parameters change, long examples, Metrics metrics) {
                this(change, examples, metrics, Optional.empty());
            }
        }

        /** A measurement only. */
        record Measurement(Metrics metrics) implements Result {}

        /**
         * Bytes that whoever ordered the task understands; the model stays as it is. Not sent by clients whose replies are
         * private or masked: nobody can say what is in them.
         *
         * @param content at most {@link io.tifl.protocol.task.Report#LARGEST} bytes
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over once, and never compared
        record Report(byte[] content, Metrics metrics) implements Result {}
    }
}
