package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl noise}: how well models bear the noise of analog devices, judged by a fleet. */
@Command(
        name = "noise",
        mixinStandardHelpOptions = true,
        description = {
            "Has the clients of a coordinator judge models on noisy chips: robustness of a model, of a job while it",
            "trains, or of several models against each other; and compares training with and without noise",
            "(docs/noise-jobs.md)."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NoiseSubmitCommand.class,
            NoiseListCommand.class,
            NoiseShowCommand.class,
            NoiseReportCommand.class,
            NoiseCancelCommand.class,
            NoiseTrainingCommand.class
        })
final class NoiseCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
