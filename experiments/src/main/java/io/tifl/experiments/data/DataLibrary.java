package io.tifl.experiments.data;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.json.LeafCodec;
import io.tifl.leaf.json.LeafCodecs;
import io.tifl.leaf.json.LeafJsonSource;
import io.tifl.leaf.json.TweetTokens;
import io.tifl.leaf.set.PooledSet;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

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

    /**
     * A data set as its publisher has it.
     *
     * @param files where they are, or are downloaded to
     */
    public SetSource published(String dataset, DataSource files, Settings settings) throws IOException {
        return named(dataset).open(files, settings);
    }

    /**
     * A data set as LEAF's scripts left it, at any of their stages.
     *
     * @param from a JSON file, or a folder of them
     */
    public SetSource leafJson(String dataset, Path from, Settings settings) throws IOException, InterruptedException {
        return LeafJsonSource.open(from, codec(dataset, settings), progress);
    }
}
