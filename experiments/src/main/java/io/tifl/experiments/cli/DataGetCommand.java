package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl data get}: a publisher's files, onto this machine. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Downloads a data set's files and checks them. What was cut off goes on where it stopped; mirrors are",
            "tried in turn. What has to be got by hand is said step by step."
        })
final class DataGetCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Of the data set")
    private String name = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the data set; may be repeated")
    private Map<String, String> settings = Map.of();

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Mixin
    private final LicenceOption licence = new LicenceOption();

    @Override
    public Integer call() throws IOException {
        RawSet set = DataLibrary.named(name);
        try (DataProgress progress = DataProgress.onStandardError()) {
            licence.require(set, places, progress);
            SetSource source = set.open(places.source(progress), Settings.of(settings));
            spec.commandLine().getOut().println(name + " is ready to be prepared:");
            source.origin().forEach(line -> spec.commandLine().getOut().println("  " + line));
        }
        spec.commandLine().getOut().flush();
        return 0;
    }
}
