package io.tifl.coordinator.load;

import java.util.Locale;

/** Ten thousand clients come back within ten seconds after the coordinator was killed, each for a new session. */
final class ConnectStorm {
    private static final int CLIENTS = WaitingClients.CLIENTS;
    private static final double WITHIN_SECONDS = 10;

    private ConnectStorm() {}

    static void measure() throws Exception {
        try (CoordinatorProcess coordinator = CoordinatorProcess.start("1g");
                Crowd crowd = new Crowd(coordinator.enrol(CLIENTS), 100, 0, false)) {
            crowd.arrive(20);
            Waiting.until(crowd, () -> crowd.polling() == CLIENTS);
            crowd.expectEnd();
            long killed = System.nanoTime();
            coordinator.restart();
            double listening = (System.nanoTime() - killed) / 1e9;
            crowd.leave();
            LoadClient.PACED.set(0);

            long began = System.nanoTime();
            crowd.arrive(WITHIN_SECONDS);
            Waiting.until(crowd, () -> crowd.polling() == CLIENTS);
            double polling = (System.nanoTime() - began) / 1e9;
            double processors = coordinator.processorTime().toNanos() / 1e9;
            // That they wait shows when all of them are given an order.
            long ordered = System.nanoTime();
            coordinator.create("""
                    name: everybody
                    model: flat
                    rounds: 1
                    clients-per-round: %d
                    quorum: %d
                    least-clients: %d
                    evaluate-clients: 1
                    sync-rounds: 0
                    policy: vanilla
                    """.formatted(CLIENTS, CLIENTS, CLIENTS));
            while (!coordinator.isCompleted("everybody")) {
                Waiting.requireNoErrors(crowd);
                LoadClient.pause(50);
            }
            double answered = (System.nanoTime() - ordered) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "storm: %d clients within %.0f s after the coordinator was killed, -Xmx1g; it listened again after"
                            + " %.1f s%n",
                    CLIENTS, WITHIN_SECONDS, listening);
            Figures.most("all have new sessions and poll", polling, 60, "s");
            Figures.note("coordinator's processor time until then", processors, "s");
            Figures.note("told to come later (Retry-After)", (double) LoadClient.PACED.get(), "");
            Figures.note("an order to each of them answered after", answered, "s");
            coordinator.warnings().forEach(System.out::println);
        }
    }
}
