package io.tifl.experiments.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code tifl data}: data sets, from their publishers to what clients train on. */
@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = {
            "Data sets: from publishers' files or LEAF's JSON to prepared sets, which replays and workers map.",
            "",
            "A prepared set is one file, named by all that decides its content; it is there whole or not at all."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DataListCommand.class,
            DataInfoCommand.class,
            DataGetCommand.class,
            DataPrepareCommand.class,
            DataStatsCommand.class,
            DataPlotCommand.class,
            DataExportCommand.class,
            DataVerifyCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl data list",
            "  tifl data info femnist                     where it comes from, what to do by hand",
            "  tifl data get shakespeare",
            "  tifl data prepare leaf-synthetic --sample niid --sample-fraction 1 --min-samples 5 --split sample",
            "  tifl data prepare fashion-mnist --partition dirichlet:alpha=0.3,clients=50",
            "  tifl data prepare femnist --from leaf/data/femnist/data/all_data",
            "  tifl data plot fashion-mnist --out pictures",
            "  tifl data export leaf-synthetic --out json"
        })
final class DataCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }
}
