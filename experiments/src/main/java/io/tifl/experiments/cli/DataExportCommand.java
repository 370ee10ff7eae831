package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl data export}: a prepared set as LEAF's JSON. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes a prepared set as LEAF's JSON, byte for byte as LEAF's scripts do: a folder for each part, with",
            "LEAF's names of files. All files are there in the end, or none."
        })
final class DataExportCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "SET", description = "Name of a prepared set, or the start of it")
    private String name = "";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder for the folders of the parts")
    private Path out = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the JSON: vocabulary-file for reddit; may be repeated")
    private Map<String, String> settings = Map.of();

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter said = spec.commandLine().getOut();
        try (DataProgress progress = DataProgress.onStandardError();
                StoredSet set = places.prepared(name, progress)) {
            DataLibrary library = places.library(progress);
            for (Path file : library.export(set, out, Settings.of(settings))) {
                progress.done();
                said.println(file);
            }
        }
        said.flush();
        return 0;
    }
}
