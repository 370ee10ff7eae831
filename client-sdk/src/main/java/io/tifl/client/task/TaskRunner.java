package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.task.TaskReply.Failed;
import io.tifl.protocol.task.TaskReply.Fault;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out orders: finds the task, lends it a learner, encodes what it yields. Confined to one thread at a time; a process
 * with several workers has one runner each.
 *
 * <p>Whatever goes wrong becomes a {@link Failed} reply that says whose fault it is; {@link #run} itself never throws. The
 * learner of the last model stays open, so a client, or a simulation of many, builds its network once.
 */
public final class TaskRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    private final LearnerFactory learners;
    private final Catalog<LocalTask> tasks;
    private final Catalog<UpdateCodec> codecs;
    private final ErrorFeedback feedback;
    private final ClientMemory memory;
    private @Nullable Learner learner;

    /** A runner with an error feedback and a memory of its own. */
    public TaskRunner(LearnerFactory learners, Catalog<LocalTask> tasks, Catalog<UpdateCodec> codecs) {
        this(learners, tasks, codecs, new ErrorFeedback(), new ClientMemory());
    }

    /**
     * A runner that shares what its clients owe and keep with others.
     *
     * @param feedback used for codecs that need it
     * @param memory used for tasks that keep something
     */
    public TaskRunner(
            LearnerFactory learners,
            Catalog<LocalTask> tasks,
            Catalog<UpdateCodec> codecs,
            ErrorFeedback feedback,
            ClientMemory memory) {
        this.learners = learners;
        this.tasks = tasks;
        this.codecs = codecs;
        this.feedback = feedback;
        this.memory = memory;
    }

    /**
     * A runner with every task and codec the service loader finds.
     *
     * @param engine name of the learner factory, such as {@code dl4j}
     * @throws IllegalArgumentException if there is no such engine
     */
    public static TaskRunner installed(String engine) {
        return new TaskRunner(
                Catalog.load("engine", LearnerFactory.class).get(engine),
                Catalog.load("task", LocalTask.class),
                Catalog.load("codec", UpdateCodec.class));
    }

    /**
     * Carries out one order on this client's data.
     *
     * <p>An interruption ends the task between two batches; the reply is then {@link Fault#CANCELLED} and the thread's
     * interrupt flag stays set.
     */
    public TaskReply run(TaskOrder order, LocalData data) {
        return run(order, data, _ -> {});
    }

    /**
     * As {@link #run(TaskOrder, LocalData)}, and passes on how far the task says it has come.
     *
     * @param progress takes fractions, 0 to 1, on this thread
     */
    public TaskReply run(TaskOrder order, LocalData data, DoubleConsumer progress) {
        try {
            return reply(order, data, progress);
        } catch (OrderException | DivergedException e) {
            return failed(order, e instanceof OrderException ? Fault.ORDER : Fault.CLIENT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(order, Fault.CANCELLED, e);
        } catch (OutOfMemoryError e) {
            close();
            return failed(order, Fault.RESOURCES, e);
        } catch (Throwable e) { // a plug-in's code: nothing it throws may end the client
            LOG.warn("task {} of {} failed", order.task(), order.id(), e);
            close();
            return failed(order, Fault.CLIENT, e);
        }
    }

    private TaskReply reply(TaskOrder order, LocalData data, DoubleConsumer progress)
            throws OrderException, DivergedException, InterruptedException {
        LocalTask.Result result;
        UpdateCodec codec;
        try {
            LocalTask task = tasks.get(order.task());
            codec = codecs.get(order.codec());
            result = task.run(
                    order,
                    new LocalTask.Context(
                            () -> learner(order.model().spec()), data, progress, () -> memory.before(order.id())));
        } catch (IllegalArgumentException e) {
            throw new OrderException(e);
        }
        return switch (result) {
            case LocalTask.Result.Change change -> updated(order, change, codec);
            case LocalTask.Result.Measurement measured -> new TaskReply.Measured(order.id(), measured.metrics());
        };
    }

    private TaskReply updated(TaskOrder order, LocalTask.Result.Change change, UpdateCodec codec) {
        Parameters model = order.model().parameters();
        if (!change.change().layout().equals(model.layout())) {
            throw new IllegalStateException("task '" + order.task() + "' changed a model of the layout "
                    + model.layout().describe() + " by "
                    + change.change().layout().describe());
        }
        if (change.examples() < 1) {
            throw new IllegalStateException("task '" + order.task() + "' yields a change from " + change.examples()
                    + " examples, expected at least 1");
        }
        long seed = new Seed(order.seed()).child("encode").value();
        EncodedUpdate update = codec.needsErrorFeedback()
                ? feedback.encode(order.id(), change.change(), codec, seed)
                : codec.encode(change.change(), seed);
        change.keeps().ifPresent(kept -> memory.keep(order.id(), kept));
        return new TaskReply.Updated(order.id(), update, change.examples(), change.metrics());
    }

    private Learner learner(ModelSpec spec) {
        if (learner == null || !learner.spec().equals(spec)) {
            close();
            learner = learners.open(spec);
        }
        return learner;
    }

    private static TaskReply failed(TaskOrder order, Fault fault, Throwable cause) {
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return new Failed(order.id(), fault, message);
    }

    /** Closes the learner that is open; the next order opens another. */
    @Override
    public void close() {
        Learner last = learner;
        learner = null;
        if (last != null) {
            last.close();
        }
    }

    /** An argument error that the order caused, told apart from one in encoding. */
    private static final class OrderException extends Exception {
        private static final long serialVersionUID = 1L;

        OrderException(IllegalArgumentException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
