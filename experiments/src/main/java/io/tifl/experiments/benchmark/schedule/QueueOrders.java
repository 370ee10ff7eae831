package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.plugin.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.ToDoubleFunction;

/** The built-in orders of a queue. */
final class QueueOrders {
    /** Seconds; a few jobs of a minute, so that none is passed over for hours. */
    static final double TAU = 60;

    static final Catalog<QueueOrder> CATALOG = catalog();

    private QueueOrders() {}

    private record By(String name, ToDoubleFunction<WaitingJob> rank) implements QueueOrder {
        @Override
        public double rank(WaitingJob job) {
            return rank.applyAsDouble(job);
        }
    }

    record Ageing(String name, double tau) implements QueueOrder {
        Ageing {
            if (!(tau > 0)) {
                throw new IllegalArgumentException("tau must be positive, got " + tau);
            }
        }

        @Override
        public double rank(WaitingJob job) {
            return job.estimate() / (1 + Math.max(0, job.waited()) / tau);
        }
    }

    private static Catalog<QueueOrder> catalog() {
        List<QueueOrder> all = new ArrayList<>();
        all.add(new By("fcfs", _ -> 0));
        all.add(new By("sjf", WaitingJob::estimate));
        all.add(new Ageing("ageing", TAU));
        ServiceLoader.load(QueueOrder.class).forEach(all::add);
        return Catalog.of("order of a queue", all);
    }
}
