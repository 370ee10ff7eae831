package io.tifl.experiments.cli;

import io.tifl.experiments.study.ReplayOptions;
import io.tifl.experiments.study.RobustnessStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tifl robustness}: rules against attacks. */
@Command(
        name = "robustness",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tries rules against attacks: trains a model for each rule, attack and share of attackers, and with each",
            "rule where nobody attacks, and prints tables of their accuracies.",
            "",
            "It takes the settings of a replay, but for policies, rule and attack. Runs without an attack are made",
            "with all seeds, the others with the first. An interrupted study goes on where it stopped when the same",
            "command is given again."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it failed", "2:wrong usage or settings", "130:interrupted, can be continued"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl robustness --config experiments/studies/robustness.yaml",
            "  tifl robustness --config experiments/studies/robustness.yaml --shares 0.2 --attacks alie,ipm"
        })
final class RobustnessCommand implements Callable<Integer> {
    @Mixin
    private final ReplayOptions options = new ReplayOptions();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with any of the settings above, without the dashes; flags win over it")
    private @Nullable Path config;

    @Option(
            names = "--rules",
            split = ",",
            paramLabel = "RULE",
            description = {
                "Rules with settings, such as 'multi-krum attackers=F', comma-separated; F is the number of attackers, or the",
                "most the rule can be set up for. The first one is what the others are compared with (default: all)"
            })
    private List<String> rules = List.of(
            "weighted-mean",
            "median",
            "trimmed-mean attackers=F",
            "geometric-median",
            "krum attackers=F",
            "multi-krum attackers=F",
            "bulyan attackers=F",
            "mda attackers=F",
            "centred-clipping",
            "norm-bound",
            "bucketing rule=geometric-median",
            "fools-gold",
            "fl-trust root=client-00");

    @Option(names = "--attacks", split = ",", paramLabel = "NAME", description = "Attacks (default: all)")
    private List<String> attacks =
            List.of("sign-flip", "gaussian", "alie", "ipm", "label-flip", "backdoor", "collusion", "free-rider");

    @Option(
            names = "--shares",
            split = ",",
            paramLabel = "SHARE",
            description = "Shares of attackers (default: 0.1,0.2,0.3)")
    private List<Double> shares = List.of(0.1, 0.2, 0.3);

    @Option(
            names = "--clean-share",
            paramLabel = "SHARE",
            description = "Share of attackers that rules are set up for where nobody attacks (default: 0.2)")
    private double cleanShare = 0.2;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/robustness)")
    private Path out = Path.of("results", "robustness");

    @Option(names = "--threads", paramLabel = "N", description = "Worker threads (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        RobustnessStudy.Matrix matrix = new RobustnessStudy.Matrix(rules, attacks, shares, cleanShare);
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            System.out.print(new RobustnessStudy(options, matrix, out, threads, progress).run(config));
            return 0;
        }
    }
}
