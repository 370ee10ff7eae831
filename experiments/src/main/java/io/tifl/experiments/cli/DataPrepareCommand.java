package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.leaf.PartitionerChoice;
import io.tifl.leaf.prepare.Preparation;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl data prepare}: from files to a set that clients train on. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads a data set once, keeps it whole in the store, and prepares it: sampled, freed of small users and",
            "split as LEAF does, or dealt to clients by a partitioner. What is there already is not made again; the same",
            "command makes the same set, bit for bit, on every machine.",
            "",
            "Prints what is in the set beside what was published of it, and whether test examples leaked."
        })
final class DataPrepareCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Of the data set: 'tifl data list' lists them")
    private String name = "";

    @Option(
            names = "--from",
            paramLabel = "PATH",
            description =
                    "LEAF's JSON instead of the publisher's files: a file, or a folder such as LEAF's all_data or train")
    private @Nullable Path from;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the data set; may be repeated")
    private Map<String, String> settings = Map.of();

    @Mixin
    private final PreparationFlags preparation = new PreparationFlags();

    @Option(
            names = "--partition",
            paramLabel = "HOW",
            description =
                    "Deal the examples to clients instead, as in dirichlet:alpha=0.3,clients=50 (docs/partitioners.md)")
    private @Nullable String partition;

    @Option(
            names = "--held-out",
            paramLabel = "SHARE",
            description = "With --partition: of each client's examples, to test with (default: 0.2)")
    private double heldOut = 0.2;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of all that is drawn here (default: 1)")
    private long seed = 1;

    @Option(names = "--force", description = "Make the whole set anew, even if the store has it")
    private boolean force;

    @Mixin
    private final DataPlaces places = new DataPlaces();

    @Mixin
    private final LicenceOption licence = new LicenceOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Preparation how = preparation.preparation(seed);
        if (partition != null && !how.equals(Preparation.NONE)) {
            throw new IllegalArgumentException("--partition deals examples anew: LEAF's options do not go with it");
        }
        if (!(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException("--held-out must be above 0 and below 1, got " + heldOut);
        }
        Optional<PartitionerChoice> dealing = Optional.ofNullable(partition).map(PartitionerChoice::parse);
        RawSet set = DataLibrary.named(name);
        try (DataProgress progress = DataProgress.onStandardError()) {
            DataLibrary library = places.library(progress);
            SetSource source =
                    from == null ? published(set, progress) : library.leafJson(name, from, Settings.of(settings));
            try (StoredSet whole = force ? library.wholeAnew(source) : library.whole(source);
                    StoredSet prepared = prepared(library, whole, how, dealing)) {
                progress.done();
                new SetSummary(prepared, set.expected())
                        .print(spec.commandLine().getOut());
            }
        }
        return 0;
    }

    private SetSource published(RawSet set, DataProgress progress) throws IOException {
        licence.require(set, places, progress);
        return set.open(places.source(progress), Settings.of(settings));
    }

    private StoredSet prepared(
            DataLibrary library, StoredSet whole, Preparation how, Optional<PartitionerChoice> dealing)
            throws IOException, InterruptedException {
        if (dealing.isPresent()) {
            return library.dealt(whole, dealing.get(), heldOut, seed);
        }
        return how.equals(Preparation.NONE) ? StoredSet.open(whole.file()) : library.prepared(whole, how);
    }
}
