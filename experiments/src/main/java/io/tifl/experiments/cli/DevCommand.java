package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl dev}: what one needs around tifl while trying it out. */
@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        description = "Things to try tifl out with; nothing here is for production.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DevKafkaCommand.class})
final class DevCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
