package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.load.Answer;
import io.tifl.experiments.benchmark.load.Target;
import io.tifl.experiments.benchmark.load.VirtualTimeline;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * A server in virtual time: one worker that takes batches by the rule of the real one and is busy for as long as its device takes.
 * Confined to its timeline's thread.
 */
public final class SimulatedServer implements Target {
    private record Request(long arrived, int examples, CompletableFuture<Answer> answer) {}

    private final VirtualTimeline time;
    private final ServiceTime device;
    private final RandomGenerator chance;
    private final BatchQueue<Request> queue;
    private boolean isBusy;

    /**
     * An idle server.
     *
     * @param choice of which batch, wait and queue count
     */
    public SimulatedServer(VirtualTimeline time, ServiceTime device, ServerChoice choice, Seed seed) {
        this.time = time;
        this.device = device;
        this.chance = seed.child("device").generator();
        this.queue = new BatchQueue<>(choice.maxBatch(), choice.maxWait(), choice.queue());
    }

    @Override
    public CompletionStage<Answer> send(long number, int batch) {
        Request request = new Request(time.now(), batch, new CompletableFuture<>());
        if (!queue.offer(request, time.now())) {
            return CompletableFuture.completedFuture(Answer.rejected());
        }
        lookAgain();
        return request.answer();
    }

    private void lookAgain() {
        if (!isBusy && queue.dueAt() <= time.now()) {
            start(queue.take());
        } else if (!isBusy && queue.size() > 0) {
            time.at(queue.dueAt(), this::lookAgain);
        }
    }

    private void start(List<Request> batch) {
        isBusy = true;
        long began = time.now();
        int examples = batch.stream().mapToInt(Request::examples).sum();
        long takes = device.nanos(examples, chance);
        time.at(began + takes, () -> finish(batch, began, takes));
    }

    private void finish(List<Request> batch, long began, long took) {
        isBusy = false;
        for (Request request : batch) {
            request.answer()
                    .complete(Answer.ok(Map.of(Stage.BATCHING, began - request.arrived(), Stage.INFERENCE, took)));
        }
        lookAgain();
    }
}
