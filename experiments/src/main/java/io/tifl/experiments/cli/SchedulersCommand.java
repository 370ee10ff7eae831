package io.tifl.experiments.cli;

import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.Scenarios;
import io.tifl.experiments.study.SchedulerStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tifl study schedulers}: policies against each other in scenarios. */
@Command(
        name = "schedulers",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts policies side by side in scenarios, each pair with all seeds: time to a target accuracy, final",
            "accuracy, the worst tier and tenth of the clients, bytes and how evenly clients take part.",
            "",
            "It takes the settings of a replay, which win over those of every scenario. A policy may have settings of",
            "its own, 'adaptive retiering=on'; 'oort over-commit=0.3' asks more clients than are wanted, and",
            "'adaptive oracle=on' is told of a drift. An interrupted study goes on where it stopped when the same",
            "command is given again."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it failed", "2:wrong usage or settings", "130:interrupted, can be continued"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl study schedulers --scenarios leaf --seeds 1,2",
            "  tifl study schedulers --scenarios resource,drift --policies vanilla,uniform,adaptive,oort",
            "  tifl study schedulers --policies 'vanilla,oort,oort over-commit=0.3'"
        })
final class SchedulersCommand implements Callable<Integer> {
    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with any of the settings above, without the dashes; flags win over it")
    private @Nullable Path config;

    @Option(
            names = "--scenarios",
            split = ",",
            paramLabel = "NAME",
            description = "Scenarios, or YAML files with settings of your own, comma-separated (default: all)")
    private List<String> scenarios = Scenarios.names();

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/schedulers)")
    private Path out = Path.of("results", "schedulers");

    @Option(names = "--threads", paramLabel = "N", description = "Runs at a time (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            System.out.print(new SchedulerStudy(options, scenarios, out, threads, progress).run(config));
            System.out.println(
                    "Report: " + out.resolve("report.html").toAbsolutePath().normalize());
            return 0;
        }
    }
}
