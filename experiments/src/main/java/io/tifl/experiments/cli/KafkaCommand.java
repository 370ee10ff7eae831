package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl kafka}: what an operator does at the brokers that devices come over. */
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description = "Prepares Kafka's brokers for a coordinator and its devices.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {KafkaAclsCommand.class})
final class KafkaCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
