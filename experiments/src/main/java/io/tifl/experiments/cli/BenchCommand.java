package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl bench}: benchmarks of served models. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Benchmarks served models: latency, throughput, cost, on this machine or on followers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BenchRunCommand.class,
            BenchServeCommand.class,
            BenchExportCommand.class,
            BenchDiffCommand.class,
            BenchRecommendCommand.class,
            BenchModelsCommand.class,
            BenchProbeCommand.class,
            BenchSubmitCommand.class,
            BenchListCommand.class,
            BenchWatchCommand.class,
            BenchShowCommand.class,
            BenchCancelCommand.class,
            BenchSimulateCommand.class
        })
final class BenchCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
