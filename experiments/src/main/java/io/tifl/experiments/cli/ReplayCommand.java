package io.tifl.experiments.cli;

import io.tifl.experiments.study.Replay;
import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.ReplaySettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tifl replay}: policies against each other in virtual time, with real training. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Replays TiFL: trains a federated model once per policy and seed, in virtual time, and reports",
            "accuracy, time and tiers side by side.",
            "",
            "Training is real and runs on all cores; the time clients take is simulated from their devices.",
            "The results do not depend on the number of threads. An interrupted replay goes on where it stopped",
            "when the same command is given again."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it failed", "2:wrong usage or settings", "130:interrupted, can be continued"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl replay",
            "  tifl replay --dataset fashion-mnist --rounds 100 --seeds 1,2,3",
            "  tifl replay --dataset mnist --heterogeneity resource-non-iid --policies vanilla,fast1,fast2,fast3",
            "  tifl replay --set adaptive.interval=10 --set adaptive.credits=latency-weighted",
            "  tifl replay --config study.yaml --seeds 4,5",
            "  tifl replay --bootstrap localhost:9092     with the training done by 'tifl worker' processes"
        })
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with any of the settings above, without the dashes; flags win over it")
    private @Nullable Path config;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Results folder (default: results/<data set>-<heterogeneity>-<id of the settings>)")
    private @Nullable Path out;

    @Option(names = "--threads", paramLabel = "N", description = "Worker threads (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private final FleetOptions fleet = new FleetOptions();

    @Option(names = "--force", description = "Start anew even if the results folder holds this replay")
    private boolean force;

    @Option(names = "--json", description = "Print the summary as JSON instead of a table")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        ReplaySettings settings = options.resolve(config);
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        Path folder = out != null ? out : Path.of("results").resolve(Replay.defaultName(settings));
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            Replay replay = new Replay(settings, folder, threads, fleet.settings(), progress);
            if (force) {
                replay.forget();
            }
            Replay.Result result = replay.run();
            System.out.println(json ? result.table().json() : result.table().text());
            if (!json) {
                System.out.println("Report: "
                        + folder.resolve("report.html").toAbsolutePath().normalize());
            }
            return 0;
        }
    }
}
