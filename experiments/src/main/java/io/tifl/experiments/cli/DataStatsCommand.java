package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.experiments.data.LabelTable;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.LabelStatistics;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tifl data stats}: what is in a prepared set. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        description =
                "Says what is in a prepared set: users, examples, how classes spread over users, and what leaked.")
final class DataStatsCommand implements Callable<Integer> {
    /** Classes of texts are letters or words, which nobody reads as a distribution. */
    static final int MOST_CLASSES = 1000;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "SET", description = "Name of a prepared set, or the start of it")
    private String name = "";

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try (StoredSet set = places.prepared(name, ReadProgress.SILENT)) {
            String dataset = set.recipe().dataset();
            new SetSummary(
                            set,
                            DataLibrary.names().contains(dataset)
                                    ? DataLibrary.named(dataset).expected()
                                    : List.of())
                    .print(out);
            if (set.form().classes() <= MOST_CLASSES) {
                out.println();
                out.print(LabelTable.of(LabelStatistics.of(LabelCounts.of(set.federated())))
                        .text());
            }
        }
        out.flush();
        return 0;
    }
}
