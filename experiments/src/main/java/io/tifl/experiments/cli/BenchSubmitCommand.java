package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import io.tifl.experiments.benchmark.lead.BenchmarkStatus;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.BenchmarkTask;
import io.tifl.experiments.benchmark.lead.EmbeddedFollowers;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import io.tifl.experiments.benchmark.lead.Leader;
import io.tifl.experiments.benchmark.lead.LeaderListener;
import io.tifl.experiments.benchmark.lead.LeaderSettings;
import io.tifl.experiments.benchmark.lead.RefusedSubmissionException;
import io.tifl.experiments.benchmark.lead.Shadow;
import io.tifl.experiments.benchmark.lead.Submissions;
import io.tifl.experiments.benchmark.lead.TrainedModels;
import io.tifl.experiments.benchmark.run.BenchmarkRunner;
import io.tifl.experiments.benchmark.schedule.Policies;
import io.tifl.experiments.benchmark.spec.SpecReader;
import io.tifl.protocol.transport.InProcessTransport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl bench submit}: benchmarks for followers to run. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Submits a benchmark, or a sweep of several. With --coordinator they are queued there, and this returns at",
            "once; without, followers of this machine run them, and this returns when all are done. What was left",
            "undone in the folder is done too, so the command without FILE goes on where it was interrupted."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:taken in, or all done",
            "1:refused, or a benchmark failed",
            "2:wrong usage",
            "130:interrupted; without FILE it goes on"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl bench submit sweep.yaml",
            "  tifl bench submit sweep.yaml --followers 2 --order fcfs",
            "  tifl bench submit sweep.yaml --coordinator http://localhost:8443 --token TOKEN"
        })
final class BenchSubmitCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The benchmark, in YAML or JSON")
    private @Nullable Path file;

    @Mixin
    private final BenchPlace place = new BenchPlace();

    @Option(
            names = "--followers",
            paramLabel = "N",
            description = "On this machine, each with a thread of its own (default: 1; more disturb each other)")
    private int followers = 1;

    @Option(
            names = "--placement",
            paramLabel = "NAME",
            description = "round-robin, shortest-queue or least-work (default)")
    private String placement = "least-work";

    @Option(names = "--order", paramLabel = "NAME", description = "fcfs, sjf (default) or ageing")
    private String order = "sjf";

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (BenchmarkApi coordinator = place.coordinator().orElse(null)) {
            return coordinator == null ? here() : there(coordinator);
        }
    }

    private int there(BenchmarkApi coordinator) throws IOException, InterruptedException {
        if (file == null) {
            throw new IllegalArgumentException("say which FILE to submit");
        }
        System.out.print(BenchmarkRow.table(coordinator.submit(Files.readString(file))));
        return 0;
    }

    private int here() throws IOException, InterruptedException {
        if (followers < 1 || followers > 64) {
            throw new IllegalArgumentException("--followers is 1 to 64, got " + followers);
        }
        BenchmarkRunner runner = BenchmarkTask.installed();
        LeaderSettings settings = LeaderSettings.standard().with(Policies.named(placement, order));
        InstantSource clock = InstantSource.system();
        try (FolderShelf shelf = FolderShelf.open(place.data());
                InProcessTransport transport = new InProcessTransport(clock);
                EmbeddedFollowers own = new EmbeddedFollowers(transport, clock)) {
            BenchmarkStore store = new BenchmarkStore(shelf);
            submit(new Submissions(store, clock, settings.queue()));
            for (int i = 1; i <= followers; i++) {
                own.add("local-" + i, runner);
            }
            Progress progress = new Progress();
            try (Leader leader = Leader.start(new Leader.Parts(
                    transport,
                    own,
                    store,
                    TrainedModels.none(),
                    settings,
                    clock,
                    progress,
                    Leader.Forgetting.nothing()))) {
                leader.awaitSettled();
            }
            return progress.failed ? ErrorMessages.FAILED : 0;
        }
    }

    private void submit(Submissions submissions) throws IOException {
        if (file == null) {
            return;
        }
        try {
            List<BenchmarkJob> _ = submissions.submit(SpecReader.parse(Files.readString(file)));
        } catch (RefusedSubmissionException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A line for each benchmark that ends. */
    private static final class Progress implements LeaderListener {
        private volatile boolean failed;

        @Override
        public void changed(BenchmarkJob job) {
            failed |= job.status() == BenchmarkStatus.FAILED;
            boolean isNews =
                    job.status() != BenchmarkStatus.QUEUED || !job.reason().isEmpty();
            Optional.of(BenchmarkRow.of(job)).filter(_ -> isNews).ifPresent(row -> System.out.println(row.line(30)));
        }

        @Override
        public void batch(Shadow shadow) {
            System.out.println(String.format(
                    Locale.ROOT,
                    "%d done, %.1f s after submission in the mean; round robin, first come first served: %.1f s (%.2f times)",
                    shadow.jobs(),
                    shadow.mean(),
                    shadow.baselineMean(),
                    shadow.speedUp()));
        }
    }
}
