package io.tifl.experiments.fleet;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The workers a replay has heard of. Not thread-safe. */
final class Workforce {
    /** A worker that says nothing for so long is gone, or cannot be reached. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    /** Of a worker's threads each has one unit under way and so many more wait for it. */
    private static final int UNITS_PER_THREAD = 2;

    private final SortedMap<String, Heard> workers = new TreeMap<>();

    private record Heard(Presence presence, long nanos) {}

    void heard(Presence presence) {
        if (presence.state() == Presence.State.LEAVES) {
            workers.remove(presence.worker());
        } else {
            workers.put(presence.worker(), new Heard(presence, System.nanoTime()));
        }
    }

    /** Those that are ready for a session, by name; the silent ones are forgotten. */
    List<Presence> ready(String session) {
        long now = System.nanoTime();
        workers.values().removeIf(heard -> now - heard.nanos() > SILENCE.toNanos());
        return workers.values().stream()
                .map(Heard::presence)
                .filter(presence -> presence.state() == Presence.State.READY
                        && presence.session().equals(session)
                        && !presence.partitions().isEmpty())
                .toList();
    }

    /** Whether somebody has a unit at hand. */
    boolean hasAtHand(long unit) {
        return workers.values().stream()
                .anyMatch(heard -> heard.presence().units().contains(unit));
    }

    /**
     * The partition for the next unit: of the worker that is least busy, the one with the least in it; empty if all have enough.
     *
     * @param outstanding the partitions of all units that are under way
     */
    static Optional<Integer> partition(List<Presence> ready, Collection<Integer> outstanding) {
        Map<Integer, Integer> loads = new HashMap<>();
        outstanding.forEach(partition -> loads.merge(partition, 1, Integer::sum));
        Comparator<Presence> byLoad = Comparator.comparingDouble(worker -> load(worker, loads) / worker.threads());
        return ready.stream()
                .filter(worker -> load(worker, loads) < UNITS_PER_THREAD * worker.threads())
                .min(byLoad.thenComparing(Presence::worker))
                .flatMap(worker -> worker.partitions().stream()
                        .min(Comparator.comparingInt((Integer partition) -> loads.getOrDefault(partition, 0))
                                .thenComparing(Comparator.naturalOrder())));
    }

    private static double load(Presence worker, Map<Integer, Integer> loads) {
        return worker.partitions().stream()
                .mapToInt(partition -> loads.getOrDefault(partition, 0))
                .sum();
    }
}
