package io.tifl.experiments.reproduce;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs what does not depend on each other side by side. */
public final class Together {
    private Together() {}

    /**
     * Runs all, several at once.
     *
     * @param threads 1 or more
     * @return what came of each, in the order of the works
     * @throws IllegalStateException if one fails, with its failure as the cause; the others are interrupted
     * @throws InterruptedException if the calling thread is interrupted; so are the works
     */
    public static <T> List<T> all(int threads, List<? extends Callable<T>> works) throws InterruptedException {
        if (threads < 1) {
            throw new IllegalArgumentException("expected 1 or more threads, got " + threads);
        }
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            works.forEach(work -> futures.add(workers.submit(work)));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("one of " + works.size() + " runs failed: " + e.getCause(), e.getCause());
        } finally {
            workers.shutdownNow();
            workers.close();
        }
    }
}
