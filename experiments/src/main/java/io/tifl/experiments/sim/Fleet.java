package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.function.Predicate;

/** The devices of all clients, as a pure function: nothing is kept per client. Immutable, thread-safe. */
@FunctionalInterface
public interface Fleet {
    /**
     * The device a client has in a round.
     *
     * @throws IllegalArgumentException if there is no such client
     */
    Device device(ClientId client, long round);

    /** The same device for everybody. */
    static Fleet uniform(Device device) {
        return (client, round) -> device;
    }

    /** Devices of the paper's cluster, their CPUs by group. */
    static Fleet grouped(CpuGroups groups, Grouping grouping, Roster roster) {
        return (client, round) -> {
            int group = grouping.groupOf(roster.indexOf(client), roster.size(), groups.count());
            return Device.cluster(groups.shares().get(group));
        };
    }

    /**
     * This fleet, with some clients changing speed for good.
     *
     * @param who drifts
     * @param fromRound first round at the new speed
     * @param factor on the CPU share: 0.1 is ten times slower
     */
    default Fleet drifting(Predicate<ClientId> who, long fromRound, double factor) {
        return (client, round) -> {
            Device device = device(client, round);
            return round >= fromRound && who.test(client) ? device.faster(factor) : device;
        };
    }

    /** Picks each client with this probability, the same ones whenever asked. */
    static Predicate<ClientId> share(double share, Seed seed) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a share must lie in [0, 1], got " + share);
        }
        Seed chance = seed.child("share");
        return client -> chance.child(client.value()).generator().nextDouble() < share;
    }
}
