package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.time.Instant;
import java.util.function.Predicate;

/** The devices of all clients, as a pure function: nothing is kept per client. Immutable, thread-safe. */
@FunctionalInterface
public interface Fleet {
    /**
     * The device a client has for an order of a round.
     *
     * @param at when the order is given; what changes later does not change how long it takes
     * @throws IllegalArgumentException if there is no such client
     */
    Device device(ClientId client, long round, Instant at);

    /** The same device for everybody. */
    static Fleet uniform(Device device) {
        return (client, round, at) -> device;
    }

    /** Devices of the paper's cluster, their CPUs by group. */
    static Fleet grouped(CpuGroups groups, Grouping grouping, Roster roster) {
        return (client, round, at) -> {
            int group = grouping.groupOf(roster.indexOf(client), roster.size(), groups.count());
            return Device.cluster(groups.shares().get(group));
        };
    }

    /** This fleet, with the CPU shares of some clients multiplied: a factor of 0.1 makes them ten times slower. */
    default Fleet faster(Predicate<ClientId> who, double factor) {
        return (client, round, at) -> {
            Device device = device(client, round, at);
            return who.test(client) ? device.faster(factor) : device;
        };
    }

    /** This fleet, which another takes the place of from an instant on: devices change for good. */
    default Fleet until(Instant instant, Fleet other) {
        return (client, round, at) -> (at.isBefore(instant) ? this : other).device(client, round, at);
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
