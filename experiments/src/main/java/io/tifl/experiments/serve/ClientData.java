package io.tifl.experiments.serve;

import io.tifl.client.LocalData;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.Pool;
import io.tifl.leaf.Split;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What one of several client processes holds of a data set: all of them deal alike, and each takes its part.
 *
 * @param dataset name in the catalogue
 * @param folder with the data set's files; empty to generate it, if it can be generated
 * @param split {@code iid}, {@code natural} (by whoever the examples are of), {@code shards-K} or {@code classes-K}
 * @param clients among whom the examples are dealt
 * @param most examples of the set that are dealt; 0 for all
 * @param seed of the deal
 */
public record ClientData(String dataset, Optional<Path> folder, String split, int clients, int most, long seed) {
    private static final String GENERATED = "leaf-synthetic";
    private static final double HELD_OUT = 0.2;

    /** @throws IllegalArgumentException naming what is wrong */
    public ClientData {
        if (clients < 1) {
            throw new IllegalArgumentException("the examples are dealt among at least 1 client, got " + clients);
        }
        if (most < 0) {
            throw new IllegalArgumentException("examples cannot be fewer than 0, got " + most);
        }
        partitioner(split, clients);
    }

    private static Partitioner partitioner(String split, int clients) {
        String[] words = split.toLowerCase(Locale.ROOT).split("-", 2);
        return switch (words[0]) {
            case "iid" -> Partitioner.iid(clients);
            case "natural" -> Partitioner.natural();
            case "shards" -> Partitioner.shards(clients, number(words, split));
            case "classes" -> Partitioner.classes(clients, number(words, split));
            default ->
                throw new IllegalArgumentException(
                        "expected a split of iid, natural, shards-K and classes-K, got '" + split + "'");
        };
    }

    private static int number(String[] words, String split) {
        try {
            return Integer.parseInt(words.length < 2 ? "" : words[1]);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a split by " + words[0] + " says how many, as in " + words[0] + "-2, got '" + split + "'", e);
        }
    }

    /**
     * The part of one client.
     *
     * @param part 1 to {@code clients}
     * @throws IOException if the data set's files cannot be read; the message says what was expected
     */
    public LocalData part(int part) throws IOException {
        if (part < 1 || part > clients) {
            throw new IllegalArgumentException("parts are counted from 1 to " + clients + ", got " + part);
        }
        Pool all = Dataset.catalog().get(dataset).load(source(), sizes());
        Pool pool = most == 0 || most >= all.train().size() || all.owners().isPresent()
                ? all
                : new Pool(
                        all.name(),
                        all.train().subset(IntStream.range(0, most).toArray()),
                        all.test(),
                        Optional.empty());
        Partitioner partitioner = partitioner(split, clients);
        FederatedDataset dealt = FederatedDataset.of(pool, partitioner, Split.holdOut(HELD_OUT), new Seed(seed));
        List<LocalData> parts = List.copyOf(dealt.clients().values());
        if (part > parts.size()) {
            throw new IllegalArgumentException(dataset + " has only " + parts.size() + " owners");
        }
        return parts.get(part - 1);
    }

    private Settings sizes() {
        return dataset.equals(GENERATED) ? Settings.none().with("tasks", clients) : Settings.none();
    }

    private DataSource source() {
        if (folder.isEmpty() && !dataset.equals(GENERATED)) {
            throw new IllegalArgumentException("say where the files of " + dataset + " are: --data-dir DIR");
        }
        return new DataSource.Local(folder.orElse(Path.of(".")));
    }
}
