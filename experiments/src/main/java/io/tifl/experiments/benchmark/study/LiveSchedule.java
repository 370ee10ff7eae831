package io.tifl.experiments.benchmark.study;

import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import io.tifl.experiments.benchmark.lead.BenchmarkStatus;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.EmbeddedFollowers;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import io.tifl.experiments.benchmark.lead.Leader;
import io.tifl.experiments.benchmark.lead.LeaderListener;
import io.tifl.experiments.benchmark.lead.LeaderSettings;
import io.tifl.experiments.benchmark.lead.RefusedSubmissionException;
import io.tifl.experiments.benchmark.lead.Shadow;
import io.tifl.experiments.benchmark.lead.Submissions;
import io.tifl.experiments.benchmark.lead.TrainedModels;
import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.run.LocalRunner;
import io.tifl.experiments.benchmark.run.ThisDevice;
import io.tifl.experiments.benchmark.schedule.JobSizes;
import io.tifl.experiments.benchmark.schedule.Policies;
import io.tifl.experiments.benchmark.schedule.SimulatedJob;
import io.tifl.experiments.benchmark.schedule.Traces;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Seed;
import io.tifl.protocol.transport.InProcessTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * R1 live: the leader, four followers and real servers, on the machine's clock. Servers answer after the times of a recorded device, so
 * four followers do not disturb each other on a machine with fewer cores.
 */
final class LiveSchedule implements StudyPart {
    private static final int FOLLOWERS = 4;
    private static final int JOBS = 60;
    private static final double MEAN_SECONDS = 1.5;
    private static final double LOAD = 0.9;
    private static final int SEEDS = 3;
    private static final double ASKED = 1.43;

    private final Path folder;

    LiveSchedule(Path folder) {
        this.folder = folder;
    }

    @Override
    public String id() {
        return "R1-live";
    }

    @Override
    public String title() {
        return "Two-tier scheduling, live";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(Format.words(
                "%d followers, each with a server of its own that answers over HTTP after the times of InferBench's ResNet50; %d"
                        + " benchmarks of log-normal length, %.1f s in the mean, submitted at a load of %.1f, on the machine's clock. The same"
                        + " trace under both pairs of policies.",
                FOLLOWERS, JOBS, MEAN_SECONDS, LOAD));
        MarkdownTable table = new MarkdownTable(
                "Seconds from submission to result.",
                "seed",
                "mean, round-robin+fcfs",
                "mean, least-work+sjf",
                "times better",
                "makespan, round-robin+fcfs",
                "makespan, least-work+sjf");
        List<Double> gains = new ArrayList<>();
        double worst = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            Shadow base = went(seed, Policies.baseline(), progress);
            Shadow pair = went(seed, Policies.standard(), progress);
            gains.add(base.mean() / pair.mean());
            worst = Math.max(worst, pair.makespan() / base.makespan());
            table.row(
                    Integer.toString(seed),
                    Format.words("%.2f", base.mean()),
                    Format.words("%.2f", pair.mean()),
                    Format.words("%.2f", base.mean() / pair.mean()),
                    Format.words("%.1f", base.makespan()),
                    Format.words("%.1f", pair.makespan()));
        }
        findings.show(table);
        Interval gain = Interval.ofRatios(gains);
        findings.claim(
                "mean completion time is at least 1.43 times better",
                gain.mean() >= ASKED,
                Format.words(
                        "%.2f (95 %% interval of %d seeds: %.2f to %.2f)",
                        gain.mean(), SEEDS, gain.low(), gain.high()));
        findings.claim("the makespan is at most 5 % worse", worst <= 1.05, Format.words("worst %.3f", worst));
        return findings;
    }

    /** What is there of an earlier run is taken, if it is whole. */
    private Shadow went(int seed, Policies policies, Consumer<String> progress)
            throws IOException, InterruptedException {
        Path place = folder.resolve("seed-" + seed + "-" + policies.toString().replace('+', '-'));
        try (FolderShelf shelf = FolderShelf.open(place)) {
            BenchmarkStore store = new BenchmarkStore(shelf);
            if (store.all(BenchmarkStatus.DONE).size() < JOBS) {
                progress.accept("R1-live: seed " + seed + ", " + policies);
                lead(store, seed, policies);
            }
            return Shadow.of(store.all(BenchmarkStatus.DONE), List.of()).orElseThrow();
        }
    }

    private static void lead(BenchmarkStore store, int seed, Policies policies)
            throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        InProcessTransport transport = new InProcessTransport(clock);
        Submissions submissions = new Submissions(store, clock, 2 * JOBS);
        forgetAll(store, submissions);
        try (EmbeddedFollowers followers = new EmbeddedFollowers(transport, clock);
                Leader leader = Leader.start(new Leader.Parts(
                        transport,
                        followers,
                        store,
                        TrainedModels.none(),
                        LeaderSettings.standard().with(policies),
                        clock,
                        LeaderListener.none(),
                        Leader.Forgetting.nothing()))) {
            for (int i = 0; i < FOLLOWERS; i++) {
                String name = "follower-" + i;
                followers.add(name, new LocalRunner(new Engines(), name, () -> ThisDevice.of(name)));
            }
            submitAll(submissions, leader, seed);
            leader.awaitSettled();
        } finally {
            transport.close();
        }
        requireAll(store);
    }

    /** Of a run that was interrupted: its waiting was not that of the trace. */
    private static void forgetAll(BenchmarkStore store, Submissions submissions) throws IOException {
        for (BenchmarkStatus status : BenchmarkStatus.values()) {
            for (BenchmarkJob job : store.all(status)) {
                submissions.cancel(job.name());
                forget(submissions, job.name());
            }
        }
    }

    private static void forget(Submissions submissions, String name) throws IOException {
        try {
            submissions.forget(name);
        } catch (RefusedSubmissionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void submitAll(Submissions submissions, Leader leader, int seed)
            throws IOException, InterruptedException {
        List<SimulatedJob> trace = new Traces(JobSizes.LOGNORMAL, MEAN_SECONDS, JOBS, FOLLOWERS, LOAD, 0)
                .draw(new Seed(seed).child("live"));
        long began = System.nanoTime();
        for (int i = 0; i < trace.size(); i++) {
            long planned = began + Math.round(trace.get(i).submitted() * 1e9);
            TimeUnit.NANOSECONDS.sleep(planned - System.nanoTime());
            try {
                List<BenchmarkJob> _ =
                        submissions.submit(List.of(spec(i, trace.get(i).size())));
            } catch (RefusedSubmissionException e) {
                throw new IOException(e.getMessage(), e);
            }
            leader.look();
        }
    }

    private static BenchmarkSpec spec(int number, double seconds) {
        return SpecReader.parse(Format.words(
                        "name: job-%02d%nserver: {kind: replay, recorded: resnet50}%nworkload: {mode: constant, rate: 20, seconds: %.3f}%n"
                                + "warmup: 0%n",
                        number, Math.max(0.05, seconds)))
                .getFirst();
    }

    private static void requireAll(BenchmarkStore store) throws IOException {
        int done = store.all(BenchmarkStatus.DONE).size();
        if (done < JOBS) {
            throw new IOException(done + " of " + JOBS + " benchmarks are done; the others failed: "
                    + store.all(BenchmarkStatus.FAILED).stream()
                            .map(BenchmarkJob::reason)
                            .distinct()
                            .toList());
        }
    }
}
