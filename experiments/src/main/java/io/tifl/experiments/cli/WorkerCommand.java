package io.tifl.experiments.cli;

import io.tifl.experiments.fleet.FleetSettings;
import io.tifl.experiments.fleet.FleetWorker;
import io.tifl.experiments.study.FleetPreparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tifl worker}: does the training of a replay's clients, for {@code tifl replay --bootstrap}. */
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Does the training of simulated clients for 'tifl replay --bootstrap', over Kafka, on any machine that reaches",
            "the brokers. Waits for a replay if there is none, and for the next one when it is over. Workers may come, die",
            "and come back while a replay runs: its results are the same, bit for bit."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by a signal",
            "1:the brokers cannot be used, data are missing, or memory does not suffice",
            "2:wrong usage, or this worker would not train with the same bits as the replay"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl dev kafka                                    a broker on this machine, to try it with",
            "  tifl worker --bootstrap localhost:9092            a worker; start several",
            "  tifl replay --bootstrap localhost:9092            a replay that uses them"
        })
final class WorkerCommand implements Callable<Integer> {
    @Mixin
    private final FleetOptions fleet = new FleetOptions();

    @Option(names = "--threads", paramLabel = "N", description = "Clients at work at once (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the files of data sets; otherwise they are downloaded, or generated")
    private @Nullable Path dataDir;

    @Override
    public Integer call() throws IOException {
        FleetSettings settings = fleet.settings()
                .orElseThrow(() -> new IllegalArgumentException("a worker needs --bootstrap HOST:PORT"));
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            FleetPreparation preparation = new FleetPreparation(Optional.ofNullable(dataDir), progress);
            new FleetWorker(settings, threads, preparation, progress::note).run();
        } catch (InterruptedException _) {
            System.err.println("stopped; what was at hand is done by others");
        }
        return 0;
    }
}
