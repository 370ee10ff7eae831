package io.tifl.experiments.study;

import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * As many learners of one model as there are worker threads, lent to one task at a time. Thread-safe.
 *
 * <p>Memory is that of its learners, however many clients they serve.
 */
public final class LearnerPool implements AutoCloseable {
    private final List<Learner> all = new ArrayList<>();
    private final BlockingQueue<Learner> idle = new LinkedBlockingQueue<>();

    /** @param size learners, at least 1 */
    public LearnerPool(LearnerFactory factory, ModelSpec spec, int size) {
        for (int i = 0; i < size; i++) {
            Learner learner = factory.open(spec);
            all.add(learner);
            idle.add(learner);
        }
    }

    /** Work with a borrowed learner. */
    @FunctionalInterface
    public interface Work<T, E extends Exception> {
        T with(Learner learner) throws E, InterruptedException;
    }

    /** Waits for a learner, lends it for the length of the call, takes it back. */
    public <T, E extends Exception> T lend(Work<T, E> work) throws E, InterruptedException {
        Learner learner = idle.take();
        try {
            return work.with(learner);
        } finally {
            idle.add(learner);
        }
    }

    public int size() {
        return all.size();
    }

    @Override
    public void close() {
        all.forEach(Learner::close);
    }
}
