package io.tifl.experiments.study;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.attack.Adversaries;
import io.tifl.experiments.attack.Attack;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.Groups;
import io.tifl.leaf.Partition;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.Pool;
import io.tifl.leaf.Split;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;

/** Who holds what: from the settings of a replay to a federated data set. */
final class Population {
    /** What clients hold back to test on where the data set has no test examples of its own. */
    private static final double HELD_OUT = 0.2;

    private Population() {}

    /** @throws IllegalArgumentException if there is no such data set */
    static void check(ReplaySettings settings) {
        String _ = licence(settings);
        Optional<Attack> _ = attack(settings);
        Optional<Partitioner> _ = Dealing.partitioner(settings);
    }

    /** One line: whose data it is and under which licence. */
    static String licence(ReplaySettings settings) {
        String name = settings.data().dataset();
        return name + ": "
                + (settings.data().preparation().isNone()
                        ? Dataset.catalog().get(name).licence()
                        : PreparedData.raw(name).licence());
    }

    /**
     * The examples at hand.
     *
     * @param pool what clients are dealt; empty if they have it already
     * @param prepared who holds what, where that is the data set's own
     * @param standsFor how many of the whole set each one stands for, 1 if none was left out
     * @param hierarchies what LEAF calls so, of the clients that have one
     */
    record Loaded(
            Optional<Pool> pool,
            Optional<FederatedDataset> prepared,
            double standsFor,
            Map<ClientId, String> hierarchies) {
        Loaded(Pool pool, double standsFor) {
            this(Optional.of(pool), Optional.empty(), standsFor, Map.of());
        }
    }

    /** Loads the examples of a data set, cut to the sizes the settings name. */
    static Loaded load(ReplaySettings settings, DataSource source) throws IOException, InterruptedException {
        ReplaySettings.Data data = settings.data();
        if (!data.preparation().isNone()) {
            return PreparedData.load(settings, source);
        }
        Dataset dataset = Dataset.catalog().get(data.dataset());
        Settings sizes = data.dataset().equals("leaf-synthetic")
                ? Settings.none().with("tasks", settings.population().clients())
                : Settings.none();
        Pool pool = dataset.load(source, sizes);
        if (pool.owners().isPresent() && Dealing.isByOwner(settings)) {
            return new Loaded(
                    Dealing.choice(settings).isEmpty()
                            ? limitedTo(settings.population().clients(), pool)
                            : pool,
                    1);
        }
        Examples train = first(pool.train(), data.trainSamples());
        Pool cut = new Pool(pool.name(), train, first(pool.test(), data.testSamples()), Optional.empty());
        return new Loaded(cut, (double) pool.train().size() / train.size());
    }

    private static Pool limitedTo(int clients, Pool pool) {
        Partition owners = pool.owners().orElseThrow();
        if (owners.clients().size() < clients) {
            throw new IllegalArgumentException(
                    pool.name() + " has " + owners.clients().size() + " clients, " + clients + " are wanted");
        }
        SequencedMap<ClientId, int[]> chosen = new LinkedHashMap<>();
        owners.clients().stream().limit(clients).forEach(client -> chosen.put(client, owners.rows(client)));
        return new Pool(pool.name(), pool.train(), pool.test(), Optional.of(Partition.of(chosen)));
    }

    private static Examples first(Examples examples, int wanted) {
        return wanted == 0 || wanted >= examples.size()
                ? examples
                : examples.subset(IntStream.range(0, wanted).toArray());
    }

    /** Deals the examples to the clients as the scenario says, if they have none yet. */
    static FederatedDataset deal(ReplaySettings settings, Loaded loaded, Seed seed) {
        FederatedDataset dealt =
                loaded.prepared().orElseGet(() -> dealt(settings, loaded.pool().orElseThrow(), seed));
        return adversaries(settings, dealt, seed)
                .map(some -> some.poisoned(dealt))
                .orElse(dealt);
    }

    private static FederatedDataset dealt(ReplaySettings settings, Pool pool, Seed seed) {
        boolean natural = pool.owners().isPresent();
        return FederatedDataset.of(
                pool,
                Dealing.partitioner(settings).orElseGet(() -> natural ? Partitioner.natural() : partitioner(settings)),
                natural || pool.test().size() == 0 ? Split.holdOut(HELD_OUT) : Split.official(),
                seed);
    }

    /** The clients that attack, if there is an attack; never the one that the rule trusts. */
    static Optional<Adversaries> adversaries(ReplaySettings settings, FederatedDataset data, Seed seed) {
        Optional<String> trusted =
                Optional.ofNullable(settings.aggregation().ruleSettings().get("root"));
        return attack(settings)
                .map(attack -> Adversaries.among(
                        List.copyOf(data.clients().keySet()),
                        trusted.map(ClientId::new).map(Set::of).orElse(Set.of()),
                        attack,
                        settings.attacked().share(),
                        seed.child("attackers")));
    }

    /** @throws IllegalArgumentException if there is no such attack, or not with such settings */
    static Optional<Attack> attack(ReplaySettings settings) {
        ReplaySettings.Attacked said = settings.attacked();
        return said.attack().equals(ReplaySettings.Attacked.NONE)
                ? Optional.empty()
                : Optional.of(Attack.catalog().get(said.attack()).configured(Settings.of(said.settings())));
    }

    private static Partitioner partitioner(ReplaySettings settings) {
        Heterogeneity kind = settings.population().heterogeneity();
        int clients = settings.population().clients();
        int classes = settings.data().classesPerClient();
        List<Double> shares = Groups.TIFL_QUANTITIES;
        if (kind.amountsDiffer()) {
            return kind.classesDiffer()
                    ? Partitioner.quantityAndClasses(clients, shares, classes)
                    : Partitioner.quantity(clients, shares);
        }
        if (!kind.classesDiffer()) {
            return Partitioner.iid(clients);
        }
        return classes == 2 ? Partitioner.shards(clients, 2) : Partitioner.classes(clients, classes);
    }

    static int trainingExamples(FederatedDataset data, ClientId client) {
        return of(data, client).train().size();
    }

    static int testExamples(FederatedDataset data, ClientId client) {
        return of(data, client).test().size();
    }

    private static LocalData of(FederatedDataset data, ClientId client) {
        LocalData local = data.clients().get(client);
        if (local == null) {
            throw new IllegalArgumentException("no client " + client);
        }
        return local;
    }
}
