package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.data.DataLibrary;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.prepare.Preparation;
import io.tifl.leaf.prepare.Sampling;
import io.tifl.leaf.prepare.Splitting;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.ClientIds;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Data sets that come with users of their own, prepared as LEAF does. */
final class PreparedData {
    private PreparedData() {}

    /** Whether a data set can be dealt to clients here, without being prepared. */
    static boolean isDealt(String dataset) {
        return Dataset.catalog().names().contains(dataset)
                || !RawSet.catalog().names().contains(dataset);
    }

    /** @throws IllegalArgumentException if there is no such data set */
    static RawSet raw(String dataset) {
        return DataLibrary.named(dataset);
    }

    /** Loads a set, prepares it, and leaves out what the settings leave out. */
    static Population.Loaded load(ReplaySettings settings, DataSource source) throws IOException, InterruptedException {
        ReplaySettings.Data data = settings.data();
        StoredSet set = prepared(data, source);
        SequencedMap<ClientId, LocalData> clients =
                firstOf(settings.population().clients(), set.federated().clients(), data.dataset());
        double trained = share(data.trainSamples(), clients.values().stream().map(LocalData::train));
        double tested = share(data.testSamples(), clients.values().stream().map(LocalData::test));
        SequencedMap<ClientId, LocalData> kept = new LinkedHashMap<>();
        clients.forEach((client, local) ->
                kept.put(client, new LocalData(part(local.train(), trained), part(local.test(), tested))));
        return new Population.Loaded(
                Optional.empty(),
                Optional.of(new FederatedDataset(
                        data.dataset(),
                        set.form().features().shape(),
                        set.form().classes(),
                        kept,
                        Examples.concat(
                                kept.values().stream().map(LocalData::test).toList()))),
                1 / trained,
                hierarchies(set, kept.sequencedKeySet()));
    }

    // It stays mapped as long as the process runs: clients read it where it lies.
    private static StoredSet prepared(ReplaySettings.Data data, DataSource source)
            throws IOException, InterruptedException {
        DataLibrary library = new DataLibrary(DataFolder.sets(), ReadProgress.SILENT);
        try (StoredSet whole = library.whole(opened(data, source))) {
            return library.prepared(whole, steps(data.preparation()));
        }
    }

    private static SetSource opened(ReplaySettings.Data data, DataSource source) throws IOException {
        RawSet raw = raw(data.dataset());
        try {
            return raw.open(source, Settings.of(data.preparation().settings()));
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "\nHow to get it: tifl data get " + raw.name(), e);
        }
    }

    private static Preparation steps(ReplaySettings.Preparation said) {
        Seed own = new Seed(1);
        long sampling =
                said.samplingSeed().orElseGet(() -> own.child("sampling").value());
        long split = said.splitSeed().orElseGet(() -> own.child("split").value());
        Optional<Sampling> sample = switch (said.sample()) {
            case "niid" -> Optional.of(new Sampling.Users(said.sampleFraction(), sampling));
            case "iid" -> Optional.of(new Sampling.Examples(said.iidUsers(), said.sampleFraction(), sampling));
            default -> Optional.empty();
        };
        return new Preparation(
                sample,
                said.minSamples(),
                Optional.of(new Splitting(Splitting.By.EXAMPLE, said.trainFraction(), split)),
                said.leafCompat());
    }

    private static SequencedMap<ClientId, LocalData> firstOf(
            int wanted, SequencedMap<ClientId, LocalData> clients, String name) {
        if (wanted > clients.size()) {
            throw new IllegalArgumentException(
                    name + " has " + clients.size() + " clients as it is prepared, " + wanted + " are wanted");
        }
        SequencedMap<ClientId, LocalData> first = new LinkedHashMap<>();
        clients.entrySet().stream()
                .limit(wanted == 0 ? clients.size() : wanted)
                .forEach(client -> first.put(client.getKey(), client.getValue()));
        return first;
    }

    private static double share(int wanted, Stream<Examples> all) {
        long there = all.mapToLong(Examples::size).sum();
        return wanted == 0 || wanted >= there ? 1 : (double) wanted / there;
    }

    /** So much of the examples, at equal distances; one at least, if there are any. */
    private static Examples part(Examples examples, double share) {
        int size = examples.size();
        if (share == 1 || size == 0) {
            return examples;
        }
        int kept = Math.max(1, (int) Math.round(share * size));
        return examples.subset(IntStream.range(0, kept)
                .map(i -> (int) ((long) i * size / kept))
                .toArray());
    }

    private static Map<ClientId, String> hierarchies(StoredSet set, Set<ClientId> clients) {
        Map<ClientId, String> hierarchies = new HashMap<>();
        for (Part.User user : set.part("train").users()) {
            ClientId id = ClientIds.of(user.id());
            if (!user.hierarchy().isEmpty() && clients.contains(id)) {
                hierarchies.put(id, user.hierarchy());
            }
        }
        return hierarchies;
    }
}
