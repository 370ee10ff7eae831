package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * Whether clients answer, as a pure function: nothing is kept per client. Immutable, thread-safe.
 *
 * <p>A client that does not answer is not an error anywhere: its reply does not come.
 */
@FunctionalInterface
public interface Availability {
    /** Whether the client stays available from the order until its reply would arrive. */
    boolean answers(ClientId client, long round, Instant ordered, Instant replied);

    static Availability always() {
        return (client, round, ordered, replied) -> true;
    }

    /** Each client answers each round with this probability, independently. */
    static Availability withProbability(double probability, Seed seed) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("a probability must lie in [0, 1], got " + probability);
        }
        Seed chance = seed.child("answers");
        return (client, round, ordered, replied) ->
                chance.child(client.value()).child(round).generator().nextDouble() < probability;
    }

    /**
     * On for a part of every period and off for the rest, each client at its own, fixed phase: a phone that charges at night.
     *
     * @param onShare part of the period, in [0, 1]; 1 is always on
     */
    static Availability daily(double onShare, Duration period, Seed seed) {
        if (!(onShare >= 0 && onShare <= 1)) {
            throw new IllegalArgumentException("the share of the period must lie in [0, 1], got " + onShare);
        }
        if (onShare == 1) {
            return always();
        }
        Timetable timetable =
                new Timetable(period.toNanos(), new long[] {0}, new long[] {Math.round(onShare * period.toNanos())});
        Seed phases = seed.child("phase");
        return (client, round, ordered, replied) -> {
            double phase = phases.child(client.value()).generator().nextDouble();
            return timetable.covers(ordered, replied, Math.round(phase * period.toNanos()));
        };
    }

    /** These clients never answer, whatever else they do. */
    default Availability without(Predicate<ClientId> silent) {
        return (client, round, ordered, replied) -> !silent.test(client) && answers(client, round, ordered, replied);
    }

    /** These clients answer no order given at this instant or later. */
    default Availability without(Predicate<ClientId> leaving, Instant from) {
        return (client, round, ordered, replied) ->
                (ordered.isBefore(from) || !leaving.test(client)) && answers(client, round, ordered, replied);
    }

    /** Both must hold. */
    default Availability and(Availability other) {
        return (client, round, ordered, replied) ->
                answers(client, round, ordered, replied) && other.answers(client, round, ordered, replied);
    }
}
