package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.Stage;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs requests on one engine, several at a time where they come close together ({@link BatchQueue}). One thread of its own works; the
 * engine is closed there too. Thread-safe.
 */
final class Batcher implements AutoCloseable {
    /** With the batch that runs, when this is closed. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Request(float[] features, int count, long arrived, CompletableFuture<Prediction> answer) {}

    private final InferenceEngine engine;
    private final BatchQueue<Request> queue;
    private final int inputSize;
    private final int tokens;
    private final int outputSize;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread worker;
    private boolean isClosed;

    /** What comes of requests that wait when it is closed. */
    static final class ClosedException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        ClosedException() {
            super("the server is closed");
        }
    }

    /**
     * Starts.
     *
     * @param engine closed with this
     */
    Batcher(InferenceEngine engine, int maxBatch, Duration maxWait, int room) {
        this.engine = engine;
        this.queue = new BatchQueue<>(maxBatch, maxWait, room);
        this.inputSize = engine.inputSize();
        this.tokens = engine.tokens();
        this.outputSize = engine.outputSize();
        this.worker = Thread.ofPlatform().daemon().name("tifl-inference").start(this::work);
    }

    int inputSize() {
        return inputSize;
    }

    int tokens() {
        return tokens;
    }

    int outputSize() {
        return outputSize;
    }

    /**
     * Lines a request up and returns at once.
     *
     * @param features of {@code count} examples, one after the other; not to be changed until it completes
     * @return completes exceptionally with what the engine threw, or with {@link ClosedException} when this is closed
     * @throws RejectedExecutionException if the queue is full
     * @throws IllegalArgumentException if the features are not those of so many examples
     */
    CompletableFuture<Prediction> submit(float[] features, int count) {
        if (count < 1 || features.length != (long) count * inputSize) {
            throw new IllegalArgumentException(
                    "expected " + count + " x " + inputSize + " features, got " + features.length);
        }
        lock.lock();
        try {
            Request request = new Request(features, count, System.nanoTime(), new CompletableFuture<>());
            if (isClosed) {
                request.answer.completeExceptionally(closed());
            } else if (!queue.offer(request, request.arrived)) {
                throw new RejectedExecutionException("the queue is full: " + queue.size() + " requests wait");
            }
            changed.signalAll();
            return request.answer;
        } finally {
            lock.unlock();
        }
    }

    private static ClosedException closed() {
        return new ClosedException();
    }

    private void work() {
        try (engine) {
            for (List<Request> batch = next(); !batch.isEmpty(); batch = next()) {
                run(batch);
            }
        }
    }

    /** Waits for the next batch; an empty one once this is closed. */
    private List<Request> next() {
        lock.lock();
        try {
            while (!isClosed) {
                long due = queue.dueAt();
                long now = System.nanoTime();
                if (due != BatchQueue.NEVER && due - now <= 0) {
                    return queue.take();
                }
                long _ = changed.awaitNanos(due == BatchQueue.NEVER ? Long.MAX_VALUE : due - now);
            }
            return List.of();
        } catch (InterruptedException e) {
            // Nobody but the engine's own code could ask for it; closing is the way to end this thread.
            return next();
        } finally {
            lock.unlock();
        }
    }

    // A batch fails as a whole, whatever the engine throws; the next one is tried all the same.
    private void run(List<Request> batch) {
        long began = System.nanoTime();
        try {
            int count = batch.stream().mapToInt(Request::count).sum();
            float[] features = joined(batch, count);
            long prepared = System.nanoTime();
            float[] scores = engine.predict(features, count);
            long inferred = System.nanoTime();
            if (scores.length != (long) count * outputSize) {
                throw new IllegalStateException("the engine answered " + scores.length + " numbers to " + count
                        + " examples, expected " + outputSize + " for each");
            }
            complete(batch, scores, began, prepared, inferred);
        } catch (Exception | Error e) {
            batch.forEach(request -> request.answer.completeExceptionally(e));
        }
    }

    private float[] joined(List<Request> batch, int count) {
        if (batch.size() == 1) {
            return batch.getFirst().features;
        }
        float[] all = new float[Math.multiplyExact(count, inputSize)];
        int at = 0;
        for (Request request : batch) {
            System.arraycopy(request.features, 0, all, at, request.features.length);
            at += request.features.length;
        }
        return all;
    }

    private void complete(List<Request> batch, float[] scores, long began, long prepared, long inferred) {
        int at = 0;
        for (Request request : batch) {
            int end = at + request.count * outputSize;
            float[] own = batch.size() == 1 ? scores : Arrays.copyOfRange(scores, at, end);
            at = end;
            Map<Stage, Long> stages = new EnumMap<>(Stage.class);
            stages.put(Stage.BATCHING, began - request.arrived);
            stages.put(Stage.PREPROCESSING, prepared - began);
            stages.put(Stage.INFERENCE, inferred - prepared);
            stages.put(Stage.POSTPROCESSING, System.nanoTime() - inferred);
            request.answer.complete(new Prediction(own, stages));
        }
    }

    /** Lets the batch that runs end, and answers what waits with an error. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            while (queue.size() > 0) {
                queue.take().forEach(request -> request.answer.completeExceptionally(closed()));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            boolean _ = worker.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
