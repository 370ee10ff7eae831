package io.tifl.coordinator.load;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Ten thousand clients that wait for orders, some of whom get one every other second. */
final class WaitingClients {
    static final int CLIENTS = 10_000;

    private static final int SAMPLE = 100;
    private static final double WORK_MILLIS = 2000;

    private WaitingClients() {}

    /** @param minutes for how long they are held */
    static void measure(double minutes) throws Exception {
        try (CoordinatorProcess coordinator = CoordinatorProcess.start("1g");
                Crowd crowd = new Crowd(coordinator.enrol(CLIENTS), 100, WORK_MILLIS, false)) {
            crowd.arrive(20);
            Waiting.until(crowd, () -> crowd.polling() == CLIENTS);
            coordinator.create("""
                    name: sample
                    model: flat
                    model-settings: {size: 100}
                    rounds: 1000000
                    clients-per-round: %d
                    quorum: %d
                    least-clients: %d
                    evaluate-every: 1000000
                    sync-rounds: 0
                    policy: vanilla
                    """.formatted(SAMPLE, SAMPLE, CLIENTS));
            long processor = coordinator.processorTime().toNanos();
            long began = System.nanoTime();
            long most = 0;
            while (System.nanoTime() - began < minutes * 60e9) {
                LoadClient.pause(5000);
                most = Math.max(most, coordinator.heapBytes());
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double processors = (coordinator.processorTime().toNanos() - processor) / 1e9 / seconds;
            List<Double> delivery = delivery(coordinator, crowd);
            System.out.printf(
                    "waiting: %d clients held for %.1f min, orders to %d of them at a time, -Xmx1g%n",
                    CLIENTS, minutes, SAMPLE);
            Figures.most("heap in use, most", most / 1e6, 1000, "MB");
            Figures.note("memory of the process, most", coordinator.residentBytes() / 1e6, "MB");
            Figures.most("coordinator's processors, mean", processors, 1, "cores");
            Figures.most("order and reply on their way, p99", Figures.quantile(delivery, 0.99), 1, "s");
            Figures.note("order and reply on their way, p50", Figures.quantile(delivery, 0.5), "s");
            Figures.note("orders delivered", delivery.size(), "");
            Figures.note("errors", crowd.errors().size(), "");
            coordinator.warnings().forEach(System.out::println);
            Waiting.requireNoErrors(crowd);
        }
    }

    /** Seconds from dispatch to the reply's arrival, without the client's work: order's and reply's way together. */
    private static List<Double> delivery(CoordinatorProcess coordinator, Crowd crowd) throws IOException {
        List<Double> seconds = new ArrayList<>();
        long next = 0;
        JsonNode some = coordinator.rounds("sample", next);
        while (!some.isEmpty()) {
            for (JsonNode each : some) {
                long number = each.path("round").asLong();
                next = number + 1;
                for (JsonNode client : coordinator.round("sample", number).path("clients")) {
                    TaskId task = new TaskId(
                            new JobId("sample"),
                            number,
                            new ClientId(client.path("client").asString()));
                    Double worked = crowd.worked().get(task);
                    if (worked != null && client.path("seconds").isNumber()) {
                        seconds.add(client.path("seconds").asDouble() - worked);
                    }
                }
            }
            some = coordinator.rounds("sample", next);
        }
        return seconds;
    }
}
