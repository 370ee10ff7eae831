package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.leaf.set.RawSet;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tifl data info}: what a data set is, whose, and how to get it. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Says what a data set is, under which licence, what was published of it, and what to do by hand.")
final class DataInfoCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Of the data set")
    private String name = "";

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Override
    public Integer call() {
        RawSet set = DataLibrary.named(name);
        PrintWriter out = spec.commandLine().getOut();
        out.println(set.about());
        out.println("Licence: " + set.licence());
        if (!set.expected().isEmpty()) {
            out.println("Published:     users     examples      mean  deviation");
            set.expected().forEach(one -> out.println("           " + SetSummary.text(one) + "   " + one.of()));
        }
        List<String> steps = set.manualSteps(places.folder().toString());
        if (!steps.isEmpty()) {
            out.println("By hand:");
            for (int i = 0; i < steps.size(); i++) {
                out.println("  " + (i + 1) + ". " + steps.get(i));
            }
        }
        out.flush();
        return 0;
    }
}
