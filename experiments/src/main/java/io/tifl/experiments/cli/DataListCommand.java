package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tifl data list}: what there is, and what is ready. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the data sets there are, and those that are prepared.")
final class DataListCommand implements Callable<Integer> {
    /** Characters of a recipe. */
    private static final int MOST = 100;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Data sets ('tifl data info NAME' says more):");
        int width = DataLibrary.names().stream().mapToInt(String::length).max().orElse(0);
        for (String name : DataLibrary.names()) {
            RawSet set = DataLibrary.named(name);
            out.printf(Locale.ROOT, "  %-" + width + "s  %s%n", name, set.about());
        }
        SetStore store = places.library(ReadProgress.SILENT).store();
        List<SetStore.Entry> entries = store.list();
        out.println();
        out.println(
                entries.isEmpty()
                        ? "No prepared sets in " + store.folder() + "."
                        : "Prepared sets in " + store.folder() + " ('tifl data stats SET' says what is in one):");
        for (SetStore.Entry entry : entries) {
            out.printf(
                    Locale.ROOT,
                    "  %s-%s  %,.1f MB  %s%n",
                    entry.dataset(),
                    entry.id(),
                    entry.bytes() / 1e6,
                    how(entry));
        }
        out.flush();
        return 0;
    }

    /** The steps a set went through, as far as there is room. */
    private static String how(SetStore.Entry entry) {
        try (StoredSet set = StoredSet.open(entry.file())) {
            String lines = String.join(", ", set.recipe().lines());
            String shown = lines.length() > MOST ? "..." + lines.substring(lines.length() - MOST) : lines;
            return String.join(" and ", set.parts()) + ": " + shown;
        } catch (IOException e) {
            return "damaged: 'tifl data verify " + entry.dataset() + "-" + entry.id() + "' says where";
        }
    }
}
