package io.tifl.experiments.data;

import io.tifl.client.Examples;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.HoldOut;
import io.tifl.leaf.Partition;
import io.tifl.leaf.PartitionerChoice;
import io.tifl.leaf.Pool;
import io.tifl.leaf.json.LeafCodec;
import io.tifl.leaf.json.LeafCodecs;
import io.tifl.leaf.json.LeafJsonExport;
import io.tifl.leaf.json.LeafJsonSource;
import io.tifl.leaf.json.TweetTokens;
import io.tifl.leaf.prepare.Preparation;
import io.tifl.leaf.prepare.Preparer;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.PooledSet;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.ClientIds;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * All data sets there are, and the store of those that were made ready. Confined to one thread.
 *
 * <p>A set of everything a publisher has is stored once, as its one part {@code all}; what is prepared is made from that.
 */
public final class DataLibrary {
    private static final String ALL = "all";

    private final SetStore store;
    private final ReadProgress progress;

    /** @param folder where prepared sets are kept; made when the first is */
    public DataLibrary(Path folder, ReadProgress progress) {
        this.store = new SetStore(folder);
        this.progress = progress;
    }

    public SetStore store() {
        return store;
    }

    /** The names of all data sets, sorted. */
    public static SortedSet<String> names() {
        SortedSet<String> names = new TreeSet<>(RawSet.catalog().names());
        names.addAll(Dataset.catalog().names());
        return names;
    }

    /** @throws IllegalArgumentException listing what exists, if there is no data set of that name */
    public static RawSet named(String name) {
        Catalog<RawSet> raw = RawSet.catalog();
        if (raw.has(name)) {
            return raw.get(name);
        }
        Catalog<Dataset> pools = Dataset.catalog();
        if (pools.has(name)) {
            return new PooledSet(pools.get(name));
        }
        throw new IllegalArgumentException("no data set '" + name + "' among " + names());
    }

    /**
     * LEAF's JSON of a data set.
     *
     * @param settings {@code words} (10,000), the size of Sent140's hashed vocabulary; {@code vocabulary-file}, Reddit's words, a
     *     line each; {@code dimensions} (60) and {@code classes} of the synthetic sets
     * @throws IllegalArgumentException if LEAF has no such data set, or a setting is wrong
     * @throws IOException if a vocabulary cannot be read
     */
    public static LeafCodec codec(String dataset, Settings settings) throws IOException {
        return switch (dataset) {
            case "femnist" -> LeafCodecs.femnist();
            case "shakespeare" -> LeafCodecs.shakespeare();
            case "sent140" -> LeafCodecs.sent140(TweetTokens.hashed(settings.integer("words", 10_000)));
            case "celeba" -> LeafCodecs.celeba();
            case "leaf-synthetic" ->
                LeafCodecs.synthetic(settings.integer("dimensions", 60), settings.integer("classes", 5));
            case "fedprox-synthetic" ->
                LeafCodecs.fedProxSynthetic(settings.integer("dimensions", 60), settings.integer("classes", 10));
            case "reddit" -> LeafCodecs.reddit(words(settings));
            default ->
                throw new IllegalArgumentException("LEAF's JSON is known for celeba, femnist, fedprox-synthetic,"
                        + " leaf-synthetic, reddit, sent140 and shakespeare, not for " + dataset);
        };
    }

    private static List<String> words(Settings settings) throws IOException {
        return Files.readAllLines(Path.of(settings.text("vocabulary-file")));
    }

    /**
     * All a publisher has, from the store or put there now.
     *
     * @throws IllegalArgumentException if a setting is wrong
     * @throws IOException if files are missing or damaged, or the set cannot be written; nothing half-written is left
     * @throws InterruptedException if interrupted; nothing half-written is left
     */
    public StoredSet whole(SetSource source) throws IOException, InterruptedException {
        Recipe recipe = new Recipe(source.form().dataset(), source.origin());
        return store.obtain(recipe, source.form(), parts -> source.read(parts.begin(ALL), progress));
    }

    /** As {@link #whole}, made anew in the place of the one that is there. */
    public StoredSet wholeAnew(SetSource source) throws IOException, InterruptedException {
        Recipe recipe = new Recipe(source.form().dataset(), source.origin());
        return store.rebuild(recipe, source.form(), parts -> source.read(parts.begin(ALL), progress));
    }

    /**
     * A data set as LEAF's scripts left it, at any of their stages.
     *
     * @param from a JSON file, or a folder of them
     */
    public SetSource leafJson(String dataset, Path from, Settings settings) throws IOException, InterruptedException {
        return LeafJsonSource.open(from, codec(dataset, settings), progress);
    }

    /** A whole set prepared as LEAF does, from the store or put there now; exceptions as for {@link #whole}. */
    public StoredSet prepared(StoredSet whole, Preparation how) throws IOException, InterruptedException {
        return new Preparer(store).prepare(whole, how, progress);
    }

    /**
     * A whole set dealt to clients, each with test examples of its own, from the store or put there now; exceptions as for
     * {@link #whole}.
     *
     * @param heldOut share of each client's examples that it tests with, above 0 and below 1
     */
    public StoredSet dealt(StoredSet whole, PartitionerChoice how, double heldOut, long seed)
            throws IOException, InterruptedException {
        Recipe recipe = whole.recipe().with(List.of("partition " + how.text(), "held-out " + heldOut, "seed " + seed));
        return store.obtain(recipe, whole.form(), parts -> {
            Pool pool = pool(whole);
            Partition dealt = how.partitioner().deal(pool, new Seed(seed).child("partition"));
            HoldOut split = HoldOut.of(dealt, heldOut, new Seed(seed).child("split"));
            push(whole, split.train(), parts.begin("train"));
            push(whole, split.test(), parts.begin("test"));
        });
    }

    private static void push(StoredSet whole, Partition rows, SetSink sink) throws IOException {
        for (ClientId client : rows.clients()) {
            sink.user(client.value(), "");
            whole.part(ALL).push(rows.rows(client), sink);
        }
    }

    private static Pool pool(StoredSet whole) {
        Part all = whole.part(ALL);
        SequencedMap<ClientId, int[]> owners = new LinkedHashMap<>();
        for (Part.User user : all.users()) {
            owners.put(
                    ClientIds.of(user.id()),
                    IntStream.range(user.firstRow(), user.firstRow() + user.rows())
                            .toArray());
        }
        Examples examples = all.examples();
        return new Pool(
                whole.form().dataset(),
                examples,
                examples.subset(new int[0]),
                owners.size() > 1 ? Optional.of(Partition.of(owners)) : Optional.empty());
    }

    /**
     * Writes a set as LEAF's JSON: a folder for each part, named as LEAF's scripts name it, and in it files named so, too.
     *
     * @param settings as for {@link #codec}
     * @return the files
     * @throws IllegalArgumentException if LEAF has no such data set
     * @throws IOException if a file is there already, or cannot be written; then none of its part is
     * @throws InterruptedException if interrupted
     */
    public List<Path> export(StoredSet set, Path folder, Settings settings) throws IOException, InterruptedException {
        LeafCodec codec = codec(set.form(), settings);
        boolean isFemnist = set.form().dataset().equals("femnist");
        LeafJsonExport export =
                isFemnist ? new LeafJsonExport(codec, LeafForms.FEMNIST_USERS_PER_FILE) : LeafJsonExport.oneFile(codec);
        Preparation how = Preparation.parse(set.recipe().lines());
        List<Path> files = new ArrayList<>();
        for (String part : set.parts()) {
            Path at = folder.resolve(part.equals(ALL) ? LeafNames.folder(how) : part);
            files.addAll(export.with(faults(how, part))
                    .write(
                            set.part(part),
                            at,
                            number -> LeafNames.file(
                                    set.form().dataset(),
                                    isFemnist ? OptionalInt.of(number) : OptionalInt.empty(),
                                    how,
                                    part),
                            progress));
        }
        return files;
    }

    private static LeafJsonExport.Faults faults(Preparation how, String part) {
        if (!how.leafCompat() || how.splitting().isEmpty()) {
            return LeafJsonExport.Faults.NONE;
        }
        return part.equals("train") ? LeafJsonExport.Faults.TRAIN : LeafJsonExport.Faults.TEST;
    }

    private static LeafCodec codec(Form form, Settings said) throws IOException {
        return switch (form.dataset()) {
            case "leaf-synthetic", "fedprox-synthetic" ->
                codec(
                        form.dataset(),
                        said.with("dimensions", form.features().values()).with("classes", form.classes()));
            default -> codec(form.dataset(), said);
        };
    }
}
