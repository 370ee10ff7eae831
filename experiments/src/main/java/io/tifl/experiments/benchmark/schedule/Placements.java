package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.plugin.Catalog;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The built-in placements. Ties go to the first worker. */
final class Placements {
    static final Catalog<Placement> CATALOG = catalog();

    private Placements() {}

    /** One after the other, whatever they have to do. */
    private record RoundRobin(String name) implements Placement {
        @Override
        public int choose(List<WorkerLoad> eligible, long placed) {
            return eligible.get((int) (placed % eligible.size())).worker();
        }
    }

    /** Where something is least. */
    private record Least(String name, Comparator<WorkerLoad> by) implements Placement {
        @Override
        public int choose(List<WorkerLoad> eligible, long placed) {
            return eligible.stream().min(by).orElseThrow().worker();
        }
    }

    private static Catalog<Placement> catalog() {
        List<Placement> all = new ArrayList<>();
        all.add(new RoundRobin("round-robin"));
        all.add(new Least("shortest-queue", Comparator.comparingInt(WorkerLoad::jobs)));
        all.add(new Least("least-work", Comparator.comparingDouble(WorkerLoad::work)));
        ServiceLoader.load(Placement.class).forEach(all::add);
        return Catalog.of("placement", all);
    }
}
