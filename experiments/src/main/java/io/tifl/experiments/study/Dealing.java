package io.tifl.experiments.study;

import io.tifl.leaf.Partition;
import io.tifl.leaf.Partitioner;
import io.tifl.leaf.PartitionerChoice;
import io.tifl.protocol.ClientId;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Who holds which examples where a partition was asked for by name. */
final class Dealing {
    private Dealing() {}

    /** How many clients a text names; {@code usual} if it does not. */
    static int clients(@Nullable String partition, int usual) {
        return partition == null
                ? usual
                : PartitionerChoice.parse(partition).clients().orElse(usual);
    }

    /**
     * The partition that was asked for, without the number of clients, which is a setting of its own; empty for none.
     *
     * @throws IllegalArgumentException if there is no such partitioner, or options contradict each other
     */
    static String text(ReplayOptions said) {
        if (said.partition == null) {
            return "";
        }
        PartitionerChoice choice = PartitionerChoice.parse(said.partition);
        if (said.clients != null) {
            int wanted = said.clients;
            choice.clients().ifPresent(clients -> {
                if (clients != wanted) {
                    throw new IllegalArgumentException("partition " + choice.text() + " deals to " + clients
                            + " clients, and clients is " + wanted + ": say it once");
                }
            });
        }
        if (said.classesPerClient != null) {
            throw new IllegalArgumentException(
                    "classes-per-client goes with a heterogeneity; a partition says it itself,"
                            + " as in classes:classes=" + said.classesPerClient);
        }
        return choice.amongAny().text();
    }

    static Optional<PartitionerChoice> choice(ReplaySettings settings) {
        String text = settings.population().partition();
        return text.isEmpty() ? Optional.empty() : Optional.of(PartitionerChoice.parse(text));
    }

    /** Whether the owners that a data set has, if any, decide who holds what. */
    static boolean isByOwner(ReplaySettings settings) {
        // CIFAR-10's published subset comes with clients of its own; TiFL deals the images anew.
        return choice(settings)
                .map(PartitionerChoice::byOwner)
                .orElseGet(() -> !settings.data().dataset().equals("cifar10"));
    }

    /**
     * The partitioner that was asked for. One that goes by owners may find more clients than are wanted: the first are taken.
     *
     * @throws IllegalArgumentException if a setting is missing or out of range
     */
    static Optional<Partitioner> partitioner(ReplaySettings settings) {
        int clients = settings.population().clients();
        return choice(settings).map(choice -> {
            Partitioner partitioner = choice.among(clients);
            return (pool, seed) -> first(clients, partitioner.deal(pool, seed), choice.text() + " of " + pool.name());
        });
    }

    private static Partition first(int clients, Partition partition, String what) {
        int found = partition.clients().size();
        if (found < clients) {
            throw new IllegalArgumentException(
                    "partition " + what + " makes " + found + " clients, " + clients + " are wanted");
        }
        if (found == clients) {
            return partition;
        }
        SequencedMap<ClientId, int[]> first = new LinkedHashMap<>();
        partition.clients().stream().limit(clients).forEach(client -> first.put(client, partition.rows(client)));
        return Partition.of(first);
    }
}
