package io.tifl.coordinator.load;

/**
 * How many small updates a second are acknowledged, each journaled and forced to the disk before, by many clients that poll
 * for their orders and sign their replies: the whole way of an update but the model, which clients have.
 */
final class UpdateRate {
    private static final int CLIENTS = 2000;
    private static final int JOBS = 4;
    private static final int PARAMETERS = 100;
    private static final double WARM_UP_SECONDS = 30;
    private static final double SECONDS = 30;

    private UpdateRate() {}

    static void measure() throws Exception {
        try (CoordinatorProcess coordinator = CoordinatorProcess.start("1g");
                Crowd crowd = new Crowd(coordinator.enrol(CLIENTS), PARAMETERS, 0, false)) {
            crowd.arrive(5);
            Waiting.until(crowd, () -> crowd.polling() == CLIENTS);
            // While one job combines and commits, clients answer the others.
            for (int job = 0; job < JOBS; job++) {
                coordinator.create("""
                        name: updates-%d
                        model: flat
                        model-settings: {size: %d}
                        rounds: 1000000
                        clients-per-round: %d
                        quorum: %d
                        least-clients: %d
                        evaluate-every: 1000000
                        sync-rounds: 0
                        policy: vanilla
                        seed: %d
                        """.formatted(job, PARAMETERS, CLIENTS / 2, CLIENTS / 2, CLIENTS, job));
            }
            LoadClient.pause(WARM_UP_SECONDS * 1000);
            long before = crowd.acknowledged();
            long processor = coordinator.processorTime().toNanos();
            long began = System.nanoTime();
            LoadClient.pause(SECONDS * 1000);
            double seconds = (System.nanoTime() - began) / 1e9;
            double rate = (crowd.acknowledged() - before) / seconds;
            double processors = (coordinator.processorTime().toNanos() - processor) / 1e9 / seconds;
            System.out.println("updates: " + CLIENTS + " clients, " + JOBS + " jobs of " + CLIENTS / 2
                    + " clients a round, " + PARAMETERS + " parameters, -Xmx1g, " + (int) SECONDS + " s");
            Figures.least("updates acknowledged", rate, 5000, "1/s");
            Figures.note("coordinator's processors", processors, "cores");
            Waiting.requireNoErrors(crowd);
        }
    }
}
