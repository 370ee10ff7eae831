package io.tifl.experiments.sim;

import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Orders per second through a simulated fleet whose clients do nothing: what the simulation itself costs.
 *
 * <p>Run its {@code main} with the module's test class path. A plain loop, not JMH: it measures whole dispatches, threads
 * included.
 */
public final class SimulatedFleetBenchmark {
    private static final int ORDERS = 100;
    private static final int DISPATCHES = 3000;
    private static final int REPEATS = 5;
    private static final Duration LIMIT = Duration.ofHours(1);

    private SimulatedFleetBenchmark() {}

    public static void main(String[] args) throws InterruptedException {
        for (int workers : new int[] {1, 2, 4}) {
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                System.out.printf(
                        Locale.ROOT,
                        "workers %d, repeat %d: %,.0f orders/s%n",
                        workers,
                        repeat,
                        ordersPerSecond(workers));
            }
        }
    }

    private static double ordersPerSecond(int workers) throws InterruptedException {
        VirtualClock clock = new VirtualClock();
        ResponseTimes times = ResponseTimes.of(
                Fleet.grouped(CpuGroups.named("tifl-cifar"), Grouping.contiguous(), Orders.ROSTER),
                Workload.training(CostPerSample.paper(), client -> 1000),
                new Seed(1));
        List<TaskOrder> orders = Orders.orders(ORDERS, 0, LIMIT);
        try (SimulatedFleet fleet = new SimulatedFleet(clock, times, Availability.always(), Orders::answer, workers)) {
            long began = System.nanoTime();
            for (int i = 0; i < DISPATCHES; i++) {
                Instant deadline = clock.instant().plus(LIMIT);
                try (Replies replies = fleet.dispatch(orders)) {
                    int answered = Orders.drain(replies, deadline).size();
                    if (answered != ORDERS) {
                        throw new IllegalStateException(answered + " of " + ORDERS + " answered");
                    }
                }
            }
            return (double) ORDERS * DISPATCHES / ((System.nanoTime() - began) / 1e9);
        }
    }
}
