package io.tifl.experiments.cli;

import io.tifl.leaf.json.Md5List;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl data verify}: whether prepared sets, or a folder of LEAF's, are what they should be. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads prepared sets whole and compares their checksums. With --md5, compares a folder of LEAF's JSON, its own or",
            "one that 'tifl data export' wrote, with a list of checksums such as LEAF's meta/dir-checksum.md5."
        })
final class DataVerifyCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "SET", arity = "0..*", description = "Names of prepared sets (default: all)")
    private List<String> names = List.of();

    @Option(names = "--md5", paramLabel = "FILE", description = "List of checksums, as md5sum writes it")
    private @Nullable Path md5;

    @Option(names = "--folder", paramLabel = "DIR", description = "With --md5: LEAF's folder of the data set")
    private @Nullable Path folder;

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if ((md5 == null) != (folder == null)) {
            throw new IllegalArgumentException("--md5 and --folder go together");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (DataProgress progress = DataProgress.onStandardError()) {
            int damaged = md5 != null && folder != null ? list(md5, folder, out, progress) : sets(out, progress);
            out.flush();
            return damaged == 0 ? 0 : ErrorMessages.FAILED;
        }
    }

    private int sets(PrintWriter out, DataProgress progress) throws IOException, InterruptedException {
        SetStore store = places.library(progress).store();
        List<Path> files = new ArrayList<>();
        for (String name : names) {
            try (StoredSet set = places.prepared(name, progress)) {
                files.add(set.file());
            }
        }
        if (names.isEmpty()) {
            store.list().forEach(entry -> files.add(entry.file()));
        }
        int damaged = 0;
        for (Path file : files) {
            try (StoredSet set = StoredSet.open(file)) {
                set.verify(progress);
                progress.done();
                out.println(file.getFileName() + ": whole");
            } catch (IOException e) {
                progress.done();
                out.println(e.getMessage());
                damaged++;
            }
        }
        return damaged;
    }

    private static int list(Path md5, Path folder, PrintWriter out, DataProgress progress)
            throws IOException, InterruptedException {
        Md5List.Result found = Md5List.read(md5).check(folder, progress);
        progress.done();
        out.println(found.equal().size() + " files are the same.");
        found.different().forEach(file -> out.println("different: " + file));
        found.missing().forEach(file -> out.println("missing: " + file));
        return found.different().size() + found.missing().size();
    }
}
