package io.tifl.experiments.cli;

import io.tifl.experiments.data.LabelPictures;
import io.tifl.leaf.LabelCounts;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl data plot}: who holds what, as pictures. */
@Command(
        name = "plot",
        mixinStandardHelpOptions = true,
        description = "Draws how classes and examples spread over the users of a prepared set, as SVG, PNG and a page.")
final class DataPlotCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "SET", description = "Name of a prepared set, or the start of it")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", description = "Folder for the pictures (default: pictures/SET)")
    private @Nullable Path out;

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Override
    public Integer call() throws IOException {
        PrintWriter said = spec.commandLine().getOut();
        try (StoredSet set = places.prepared(name, ReadProgress.SILENT)) {
            String full = set.recipe().dataset() + "-" + set.id();
            Path folder = out == null ? Path.of("pictures").resolve(full) : out;
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("set", full);
            int line = 0;
            for (String fact : set.recipe().lines()) {
                facts.put("recipe " + ++line, fact);
            }
            LabelPictures.write(folder, set.recipe().dataset(), LabelCounts.of(set.federated()), facts)
                    .ifPresent(obstacle -> said.println("No PNG files: " + obstacle));
            said.println("Pictures: "
                    + folder.resolve("labels.html").toAbsolutePath().normalize());
        }
        said.flush();
        return 0;
    }
}
