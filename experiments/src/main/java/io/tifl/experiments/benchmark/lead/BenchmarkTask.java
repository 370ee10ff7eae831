package io.tifl.experiments.benchmark.lead;

import io.tifl.client.task.LocalTask;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.ResultFormat;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A follower's task: runs one benchmark and reports its result, {@link ResultFormat}'s bytes. One at a time: benchmarks that
 * share a machine disturb each other (InferBench, arXiv 2011.02327), so those of one process wait for one another.
 */
public final class BenchmarkTask implements LocalTask {
    private static final Lock OF_THIS_PROCESS = new ReentrantLock();

    private final Supplier<BenchmarkRunner> runner;
    private final Lock device;

    /** With the runner that the service loader finds. */
    public BenchmarkTask() {
        this(BenchmarkTask::installed, OF_THIS_PROCESS);
    }

    /** A follower of its own among several of this process: it waits for nobody else. */
    public BenchmarkTask(BenchmarkRunner runner) {
        this(() -> runner, new ReentrantLock());
    }

    private BenchmarkTask(Supplier<BenchmarkRunner> runner, Lock device) {
        this.runner = runner;
        this.device = device;
    }

    /**
     * The runner that the service loader finds.
     *
     * @throws IllegalStateException if none is installed
     */
    public static BenchmarkRunner installed() {
        return ServiceLoader.load(BenchmarkRunner.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing here can run benchmarks"));
    }

    @Override
    public String name() {
        return BenchmarkOrders.TASK;
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException {
        BenchmarkSpec spec = BenchmarkOrders.spec(order.settings());
        device.lockInterruptibly();
        try {
            BenchmarkResult result = named(
                    runner.get().run(spec, trained(spec, order.model()), context.progress()),
                    order.id().client());
            return new Result.Report(
                    ResultFormat.write(result),
                    Metrics.of("seconds", result.took().toNanos() / 1e9));
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        } finally {
            device.unlock();
        }
    }

    /** Results are known by the name of the client, whatever its machine is called. */
    private static BenchmarkResult named(BenchmarkResult result, ClientId client) {
        DeviceInfo device = result.device();
        return new BenchmarkResult(
                result.spec(),
                new DeviceInfo(
                        client.value(),
                        device.processor(),
                        device.cores(),
                        device.memoryBytes(),
                        device.system(),
                        device.java(),
                        device.peakGflops(),
                        device.bandwidthGbps()),
                result.repeats(),
                result.coldStart(),
                result.peak(),
                result.cost(),
                result.energy(),
                result.started(),
                result.took(),
                result.notes());
    }

    private static Optional<GlobalModel> trained(BenchmarkSpec spec, GlobalModel model) {
        if (!(spec.model() instanceof ModelChoice.Trained choice)) {
            return Optional.empty();
        }
        if (!model.hasParameters()) {
            throw new IllegalArgumentException("the order does not bring the model of job " + choice.job());
        }
        return Optional.of(model);
    }
}
