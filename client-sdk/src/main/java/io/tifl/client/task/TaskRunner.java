package io.tifl.client.task;

import io.tifl.client.DivergedException;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.secure.SecureSessions;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.secure.RefusedStageException;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.task.TaskReply.Failed;
import io.tifl.protocol.task.TaskReply.Fault;
import java.util.Optional;
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
    private final Optional<LocalPrivacy> privacy;
    private final SecureSessions secure;
    private final ClientMemory memory;
    private final Experience experience;
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
        this(learners, tasks, codecs, feedback, memory, SecureSessions.none(), Optional.empty());
    }

    /**
     * A runner whose clients can take part in secure aggregation, and whose replies can be private before they are encoded.
     *
     * @param secure their parts in rounds, shared with the other runners of these clients
     * @param privacy empty for none
     */
    public TaskRunner(
            LearnerFactory learners,
            Catalog<LocalTask> tasks,
            Catalog<UpdateCodec> codecs,
            ErrorFeedback feedback,
            ClientMemory memory,
            SecureSessions secure,
            Optional<LocalPrivacy> privacy) {
        this(learners, tasks, codecs, feedback, memory, secure, privacy, new Experience());
    }

    /**
     * A runner whose client sees what it can do.
     *
     * @param experience of the device, which is told of trainings here, and of transfers elsewhere
     */
    public TaskRunner(
            LearnerFactory learners,
            Catalog<LocalTask> tasks,
            Catalog<UpdateCodec> codecs,
            ErrorFeedback feedback,
            ClientMemory memory,
            SecureSessions secure,
            Optional<LocalPrivacy> privacy,
            Experience experience) {
        this.learners = learners;
        this.tasks = tasks;
        this.codecs = codecs;
        this.feedback = feedback;
        this.memory = memory;
        this.secure = secure;
        this.privacy = privacy;
        this.experience = experience;
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
            Optional<SecureStage> stage = SecureStage.of(order.settings());
            if (stage.isPresent()) {
                return unweighted(order, secure.answer(order, stage.get()));
            }
            return reply(order, data, progress);
        } catch (RefusedStageException e) {
            LOG.warn("no secure aggregation in {}: {}", order.id(), e.getMessage());
            return failed(order, Fault.CLIENT, e);
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
        if (SecureTerms.isIn(order.settings())) {
            return masked(order, data, progress);
        }
        LocalTask.Result result;
        Optional<UpdateCodec> codec;
        try {
            LocalTask task = tasks.get(order.task());
            codec = order.codec().equals(Report.CODEC) ? Optional.empty() : Optional.of(codecs.get(order.codec()));
            result = timed(task, order, data, progress);
        } catch (IllegalArgumentException e) {
            throw new OrderException(e);
        }
        return switch (result) {
            case LocalTask.Result.Change change -> updated(order, change, codec.orElseThrow(() -> notAReport(order)));
            case LocalTask.Result.Measurement measured -> measured(order, measured);
            case LocalTask.Result.Report report -> reported(order, report);
        };
    }

    private static OrderException notAReport(TaskOrder order) {
        return new OrderException(new IllegalArgumentException(
                "task '" + order.task() + "' changes the model, and the order asks for a report"));
    }

    /** A report may say anything, so it goes out only where nothing has to be hidden. */
    private TaskReply reported(TaskOrder order, LocalTask.Result.Report report) {
        if (privacy.isPresent()) {
            return new Failed(order.id(), Fault.CLIENT, "this client shows nothing of its data without noise");
        }
        if (secure.insists(order.id().client())) {
            return new Failed(order.id(), Fault.CLIENT, "this client sends its changes under masks only");
        }
        return Report.reply(order.id(), report.content(), report.metrics());
    }

    private LocalTask.Result timed(LocalTask task, TaskOrder order, LocalData data, DoubleConsumer progress)
            throws DivergedException, InterruptedException {
        long began = System.nanoTime();
        LocalTask.Result result = task.run(
                order,
                new LocalTask.Context(
                        () -> learner(order.model().spec()),
                        data,
                        progress,
                        () -> memory.before(order.id()),
                        experience));
        if (result instanceof LocalTask.Result.Change change && change.examples() > 0) {
            experience.trained(change.examples(), System.nanoTime() - began);
        }
        return result;
    }

    private TaskReply measured(TaskOrder order, LocalTask.Result.Measurement measured) {
        return privacy.isEmpty()
                ? new TaskReply.Measured(order.id(), measured.metrics())
                : new Failed(order.id(), Fault.CLIENT, "this client shows nothing of its data without noise");
    }

    /** What the task yields is kept here until it is asked for under masks; what goes out now are keys. */
    private TaskReply masked(TaskOrder order, LocalData data, DoubleConsumer progress)
            throws OrderException, DivergedException, InterruptedException {
        Optional<EncodedUpdate> sent = secure.sent(order);
        if (sent.isPresent()) {
            return unweighted(order, sent.get());
        }
        LocalTask.Result result;
        try {
            if (!secure.insists(order.id().client())) {
                throw new IllegalArgumentException("this client has no identity for secure aggregation");
            }
            SecureTerms _ = SecureTerms.of(order.settings());
            TaskOrder plain = new TaskOrder(
                    order.id(),
                    order.task(),
                    SecureTerms.without(order.settings()),
                    order.model(),
                    order.codec(),
                    order.seed(),
                    order.timeLimit());
            result = timed(tasks.get(order.task()), plain, data, progress);
        } catch (IllegalArgumentException e) {
            throw new OrderException(e);
        }
        return switch (result) {
            case LocalTask.Result.Change change -> {
                requireUsable(order, change);
                if (change.keeps().isPresent()) {
                    throw new OrderException(new IllegalArgumentException(
                            "what a client keeps from round to round does not go together with secure aggregation"));
                }
                yield unweighted(
                        order, secure.begin(order, shown(order, change), privacy.isEmpty() ? change.examples() : 1));
            }
            case LocalTask.Result.Measurement measured -> measured(order, measured);
            case LocalTask.Result.Report _ ->
                throw new OrderException(
                        new IllegalArgumentException("a report does not go together with secure aggregation"));
        };
    }

    // Neither how many examples nor how they were learnt goes out in the clear.
    private static TaskReply unweighted(TaskOrder order, EncodedUpdate update) {
        return new TaskReply.Updated(order.id(), update, 1, Metrics.none());
    }

    private TaskReply updated(TaskOrder order, LocalTask.Result.Change change, UpdateCodec codec) {
        if (secure.insists(order.id().client())) {
            return new Failed(order.id(), Fault.CLIENT, "this client sends its changes under masks only");
        }
        requireUsable(order, change);
        long seed = new Seed(order.seed()).child("encode").value();
        Parameters shown = shown(order, change);
        EncodedUpdate update = codec.needsErrorFeedback()
                ? feedback.encode(order.id(), shown, codec, seed)
                : codec.encode(shown, seed);
        change.keeps().ifPresent(kept -> memory.keep(order.id(), kept));
        return privacy.isEmpty()
                ? new TaskReply.Updated(order.id(), update, change.examples(), change.metrics())
                : unweighted(order, update);
    }

    private Parameters shown(TaskOrder order, LocalTask.Result.Change change) {
        return privacy.isEmpty() ? change.change() : privacy.get().applied(order.id(), change.change());
    }

    private static void requireUsable(TaskOrder order, LocalTask.Result.Change change) {
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
