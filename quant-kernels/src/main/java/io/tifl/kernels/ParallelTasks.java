package io.tifl.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Runs parts of a work side by side. */
final class ParallelTasks {
    private ParallelTasks() {}

    /** Hands all parts but the first to the executor, runs the first, and waits for all, whichever fail. */
    static <T> void run(Executor executor, List<T> parts, Consumer<T> work) {
        List<CompletableFuture<Void>> others = new ArrayList<>();
        for (T part : parts.subList(1, parts.size())) {
            others.add(CompletableFuture.runAsync(() -> work.accept(part), executor));
        }
        try {
            work.accept(parts.getFirst());
        } finally {
            // No part may outlive the call: the caller may free its operands.
            others.forEach(other -> other.exceptionally(failure -> null).join());
        }
        others.forEach(CompletableFuture::join);
    }
}
