package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.study.ReplaySettings.Preparation;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.LeafSampling;
import io.tifl.leaf.Partition;
import io.tifl.leaf.Pool;
import io.tifl.leaf.Split;
import io.tifl.leaf.set.PooledSet;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.ClientIds;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.Arrays;
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
        return RawSet.catalog().names().contains(dataset) || !isDealt(dataset)
                ? RawSet.catalog().get(dataset)
                : new PooledSet(Dataset.catalog().get(dataset));
    }

    /** Loads a set, prepares it, and leaves out what the settings leave out. */
    static Population.Loaded load(ReplaySettings settings, DataSource source) throws IOException, InterruptedException {
        ReplaySettings.Data data = settings.data();
        StoredSet all = stored(data, source);
        SequencedMap<ClientId, LocalData> clients =
                firstOf(settings.population().clients(), prepared(all, data.preparation()), data.dataset());
        SequencedMap<ClientId, LocalData> kept = new LinkedHashMap<>();
        double trained = share(data.trainSamples(), clients.values().stream().map(LocalData::train));
        double tested = share(data.testSamples(), clients.values().stream().map(LocalData::test));
        clients.forEach((client, local) ->
                kept.put(client, new LocalData(part(local.train(), trained), part(local.test(), tested))));
        return new Population.Loaded(
                Optional.empty(),
                Optional.of(new FederatedDataset(
                        data.dataset(),
                        all.form().features().shape(),
                        all.form().classes(),
                        kept,
                        Examples.concat(
                                kept.values().stream().map(LocalData::test).toList()))),
                1 / trained,
                hierarchies(all, kept.sequencedKeySet()));
    }

    // It stays mapped as long as the process runs: clients read it where it lies.
    private static StoredSet stored(ReplaySettings.Data data, DataSource source)
            throws IOException, InterruptedException {
        RawSet raw = raw(data.dataset());
        SetSource set = opened(raw, source, Settings.of(data.preparation().settings()));
        return new SetStore(DataFolder.path().resolve("sets"))
                .obtain(
                        new Recipe(data.dataset(), set.origin()),
                        set.form(),
                        parts -> set.read(parts.begin("all"), ReadProgress.SILENT));
    }

    private static SetSource opened(RawSet raw, DataSource source, Settings settings) throws IOException {
        try {
            return raw.open(source, settings);
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "\nHow to get it: tifl data get " + raw.name(), e);
        }
    }

    private static SequencedMap<ClientId, LocalData> prepared(StoredSet all, Preparation preparation) {
        Seed own = new Seed(1);
        Partition users = owners(all.part("all"));
        long samplingSeed =
                preparation.samplingSeed().orElseGet(() -> own.child("sampling").value());
        Partition sampled = switch (preparation.sample()) {
            case "niid" -> LeafSampling.niid(users, preparation.sampleFraction(), samplingSeed);
            case "iid" -> LeafSampling.iid(users, preparation.iidUsers(), preparation.sampleFraction(), samplingSeed);
            default -> users;
        };
        Partition large = LeafSampling.atLeast(sampled, preparation.minSamples());
        Examples examples = all.part("all").examples();
        long splitSeed =
                preparation.splitSeed().orElseGet(() -> own.child("split").value());
        if (all.form().dataset().equals("shakespeare")) {
            return apart(examples, large, preparation.trainFraction());
        }
        Pool pool = new Pool(all.form().dataset(), examples, examples.subset(new int[0]), Optional.of(large));
        return Split.leaf(preparation.trainFraction(), splitSeed).split(pool, large, own);
    }

    private static Partition owners(Part part) {
        SequencedMap<ClientId, int[]> rows = new LinkedHashMap<>();
        for (Part.User user : part.users()) {
            rows.put(
                    ClientIds.of(user.id()),
                    IntStream.range(user.firstRow(), user.firstRow() + user.rows())
                            .toArray());
        }
        return Partition.of(rows);
    }

    private static SequencedMap<ClientId, LocalData> apart(Examples examples, Partition users, double trainFraction) {
        SequencedMap<ClientId, LocalData> result = new LinkedHashMap<>();
        for (ClientId user : users.clients()) {
            int[] rows = users.rows(user);
            int trained = rows.length == 2 ? 1 : Math.max(1, (int) (trainFraction * rows.length));
            if (rows.length >= 2 && rows.length > trained + 79) {
                result.put(
                        user,
                        new LocalData(
                                examples.subset(Arrays.copyOf(rows, trained)),
                                examples.subset(Arrays.copyOfRange(rows, trained + 79, rows.length))));
            }
        }
        return result;
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

    private static Map<ClientId, String> hierarchies(StoredSet all, Set<ClientId> clients) {
        Map<ClientId, String> hierarchies = new HashMap<>();
        for (Part.User user : all.part("all").users()) {
            ClientId id = ClientIds.of(user.id());
            if (!user.hierarchy().isEmpty() && clients.contains(id)) {
                hierarchies.put(id, user.hierarchy());
            }
        }
        return hierarchies;
    }
}
