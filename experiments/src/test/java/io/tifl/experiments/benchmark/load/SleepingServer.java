package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.result.Stage;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/** One worker that takes a fixed time for each request, in real time. */
final class SleepingServer implements Target, AutoCloseable {
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final long nanos;

    SleepingServer(long nanos) {
        this.nanos = nanos;
    }

    @Override
    public CompletionStage<Answer> send(long number, int batch) {
        return CompletableFuture.supplyAsync(this::serve, worker);
    }

    private Answer serve() {
        long began = System.nanoTime();
        for (long left = nanos; left > 0; left = nanos - (System.nanoTime() - began)) {
            LockSupport.parkNanos(left);
        }
        return Answer.ok(Map.of(Stage.INFERENCE, System.nanoTime() - began));
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
