package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl study}: many replays with one question. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = "Studies: many replays with one question, which go on where they stopped.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SchedulersCommand.class,
            LeafCurvesCommand.class,
            BenchmarkStudyCommand.class,
            NoiseStudyCommand.class,
            SslStudyCommand.class,
            AdviStudyCommand.class
        })
final class StudyCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
