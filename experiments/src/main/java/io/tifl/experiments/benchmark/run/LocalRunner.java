package io.tifl.experiments.benchmark.run;

import io.tifl.experiments.benchmark.load.LoadGenerator;
import io.tifl.experiments.benchmark.load.PeakSearch;
import io.tifl.experiments.benchmark.load.Timeline;
import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.DeviceInfo;
import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.serve.EngineFactory;
import io.tifl.experiments.benchmark.serve.HttpTarget;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.experiments.benchmark.spec.Workload;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;

/**
 * Runs benchmarks on this machine: starts the server, warms it up one request after the other, sends the requests of every repeat, each
 * with a seed of its own, and stops it. Thread-safe.
 */
public final class LocalRunner implements BenchmarkRunner {
    /** Nobody knows how many windows a search takes; each is taken for this share of what is left. */
    private static final double SHARE_OF_WINDOW = 0.1;

    /** A process that dies breaks its connections first. */
    private static final Duration DYING = Duration.ofMillis(500);

    private final EngineFactory engines;
    private final String follower;
    private final Supplier<DeviceInfo> device;

    /**
     * A runner.
     *
     * @param engines of a class with a public constructor without arguments, if servers are to be processes of their own
     * @param follower name of this machine among others
     * @param device asked once for each benchmark, before it starts
     */
    public LocalRunner(EngineFactory engines, String follower, Supplier<DeviceInfo> device) {
        this.engines = engines;
        this.follower = follower;
        this.device = device;
    }

    @Override
    public BenchmarkResult run(BenchmarkSpec spec, Optional<GlobalModel> trained, DoubleConsumer progress)
            throws IOException, InterruptedException {
        Instant started = Instant.now();
        long began = System.nanoTime();
        DeviceInfo info = named(device.get());
        try (RunningServer server = RunningServer.start(engines, spec, trained)) {
            Run run = new Run(spec, server, progress);
            run.warmUp();
            run.measure();
            Energy energy = run.energy();
            return new BenchmarkResult(
                    spec,
                    info,
                    run.repeats,
                    server.coldStart(),
                    run.peak,
                    server.cost(),
                    energy,
                    started,
                    Duration.ofNanos(System.nanoTime() - began),
                    run.notes);
        }
    }

    private DeviceInfo named(DeviceInfo info) {
        return new DeviceInfo(
                follower,
                info.processor(),
                info.cores(),
                info.memoryBytes(),
                info.system(),
                info.java(),
                info.peakGflops(),
                info.bandwidthGbps());
    }

    /** One benchmark on its way. Confined to one thread. */
    private static final class Run {
        private final BenchmarkSpec spec;
        private final RunningServer server;
        private final DoubleConsumer progress;
        private final Seed seed;
        private final LoadGenerator generator = new LoadGenerator(Timeline.system());
        private final List<Measurement> repeats = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private OptionalDouble peak = OptionalDouble.empty();
        private EnergyMeter meter = EnergyMeter.start();
        private long measuredSince = System.nanoTime();

        Run(BenchmarkSpec spec, RunningServer server, DoubleConsumer progress) {
            this.spec = spec;
            this.server = server;
            this.progress = progress;
            this.seed = new Seed(spec.seed());
        }

        void warmUp() throws IOException, InterruptedException {
            if (spec.warmup() > 0) {
                Workload workload = spec.workload();
                // Requests that come closely are warmed up by such; one after the other is other code here and there.
                Workload few = new Workload(
                        LoadGenerator.isBusy(workload) ? workload.mode() : Workload.Mode.BLOCKING,
                        workload.rate(),
                        LoadGenerator.isBusy(workload) ? workload.concurrency() : 1,
                        1,
                        Duration.ZERO,
                        spec.warmup(),
                        workload.batch(),
                        List.of(),
                        workload.growth(),
                        workload.window(),
                        workload.timeout());
                Measurement warm = measured(few, seed.child("warmup"), _ -> {});
                if (warm.counts().answered() == 0) {
                    notes.add("none of the " + spec.warmup() + " requests of the warm-up was answered");
                }
            }
        }

        void measure() throws IOException, InterruptedException {
            meter = EnergyMeter.start();
            measuredSince = System.nanoTime();
            progress.accept(0);
            if (spec.workload().mode() == Workload.Mode.PROGRESSIVE) {
                search();
            } else {
                repeat();
            }
            progress.accept(1);
        }

        private void repeat() throws IOException, InterruptedException {
            for (int i = 0; i < spec.repeats(); i++) {
                int before = i;
                repeats.add(measured(
                        spec.workload(),
                        seed.child("repeat").child(i),
                        share -> progress.accept((before + share) / spec.repeats())));
            }
        }

        private void search() throws IOException, InterruptedException {
            PeakSearch.Found found = found();
            repeats.addAll(found.windows());
            peak = found.peak();
            notes.addAll(found.notes());
            if (peak.isEmpty()) {
                notes.add("no rate that was tried meets the objective");
            }
        }

        private PeakSearch.Found found() throws IOException, InterruptedException {
            try {
                return new PeakSearch(spec.repeats()).search(spec.workload(), this::window);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }

        private Measurement window(Workload workload, int number) throws InterruptedException {
            double before = 1 - Math.pow(1 - SHARE_OF_WINDOW, number);
            try {
                return measured(
                        workload,
                        seed.child("repeat").child(number),
                        share -> progress.accept(before + (1 - before) * SHARE_OF_WINDOW * share));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Measurement measured(Workload workload, Seed chance, DoubleConsumer share)
                throws IOException, InterruptedException {
            try (HttpTarget target = server.target(chance)) {
                ProcessorClock clock = ProcessorClock.start(server);
                Measurement measured = generator.run(target, workload, spec.objective(), chance, done -> {
                    meter.read();
                    share.accept(done);
                });
                double utilisation = clock.utilisation();
                server.requireAlive(measured.counts().errors() > 0 ? DYING : Duration.ZERO);
                return with(measured, utilisation);
            }
        }

        private static Measurement with(Measurement measured, double utilisation) {
            return new Measurement(
                    measured.seed(),
                    measured.planned(),
                    measured.batch(),
                    measured.wall(),
                    measured.offered(),
                    measured.counts(),
                    measured.stages(),
                    measured.lag(),
                    utilisation,
                    measured.verdict());
        }

        Energy energy() {
            Energy energy = meter.over(Duration.ofNanos(System.nanoTime() - measuredSince), spec.prices());
            switch (energy.source()) {
                case METER -> notes.add("energy is that of the processors' packages, whoever used them");
                case ESTIMATE -> notes.add("energy is an estimate: the watts of 'prices.watts' times the time");
                case UNKNOWN -> notes.add("energy is unknown: no meter can be read, and 'prices.watts' says nothing");
            }
            if (spec.server().kind() == ServerChoice.Kind.REPLAY) {
                notes.add("the times are those of a recorded device; nothing was computed");
            }
            return energy;
        }
    }
}
