package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl model}: models from and to the files of other programs. */
@Command(
        name = "model",
        mixinStandardHelpOptions = true,
        description = "Models from and to the files of Deeplearning4j, Keras and ONNX.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelConvertCommand.class, ModelGetCommand.class, ModelShowCommand.class})
final class ModelCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
