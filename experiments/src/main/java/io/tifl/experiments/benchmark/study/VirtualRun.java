package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.load.LoadGenerator;
import io.tifl.experiments.benchmark.load.VirtualTimeline;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.serve.ServiceTime;
import io.tifl.experiments.benchmark.serve.SimulatedServer;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.Seed;

/** The real load generator and batching rule against a simulated device, on virtual time. */
final class VirtualRun {
    private VirtualRun() {}

    /**
     * Runs a workload once.
     *
     * @param text of a benchmark, of which server and workload count
     * @param device how long it takes for a batch
     */
    static Measurement of(String text, ServiceTime device, Seed seed) throws InterruptedException {
        BenchmarkSpec spec = SpecReader.parse(text).getFirst();
        VirtualTimeline time = new VirtualTimeline();
        SimulatedServer server = new SimulatedServer(time, device, spec.server(), seed);
        return new LoadGenerator(time).run(server, spec.workload(), spec.objective(), seed, _ -> {});
    }
}
