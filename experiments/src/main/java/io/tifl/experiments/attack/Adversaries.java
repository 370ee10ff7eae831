package io.tifl.experiments.attack;

import io.tifl.client.LocalData;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.tiering.Draws;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The clients that attack, and how.
 *
 * @param clients the same in every round
 */
public record Adversaries(Attack attack, Set<ClientId> clients) {
    public Adversaries {
        clients = Set.copyOf(clients);
    }

    /**
     * Draws a share of the clients, rounded down.
     *
     * @param trusted never attacks
     */
    public static Adversaries among(List<ClientId> all, Set<ClientId> trusted, Attack attack, double share, Seed seed) {
        List<ClientId> candidates =
                all.stream().filter(client -> !trusted.contains(client)).toList();
        int count = Math.min(candidates.size(), (int) Math.floor(share * all.size() + 1e-9));
        return new Adversaries(attack, Set.copyOf(Draws.from(candidates, count, seed.generator())));
    }

    boolean attacks(ClientId client) {
        return clients.contains(client);
    }

    /** The data set with what the attackers train on in place of their examples; what is tested on stays. */
    public FederatedDataset poisoned(FederatedDataset data) {
        SequencedMap<ClientId, LocalData> poisoned = new LinkedHashMap<>();
        data.clients()
                .forEach((client, local) -> poisoned.put(
                        client, attacks(client) ? new LocalData(attack.poisoned(local.train()), local.test()) : local));
        return new FederatedDataset(data.name(), data.featureShape(), data.classes(), poisoned, data.test());
    }
}
