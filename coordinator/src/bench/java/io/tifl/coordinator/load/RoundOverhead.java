package io.tifl.coordinator.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a round takes whose clients take no time: from the start of one to the start of the next, commit included. */
final class RoundOverhead {
    private static final int ROUNDS = 1000;
    private static final int CLIENTS = 10;
    private static final int PARAMETERS = 1000;

    private RoundOverhead() {}

    static void measure() throws Exception {
        try (CoordinatorProcess coordinator = CoordinatorProcess.start("1g");
                Crowd crowd = new Crowd(coordinator.enrol(CLIENTS), PARAMETERS, 0, true)) {
            crowd.arrive(0);
            coordinator.create("""
                    name: overhead
                    model: flat
                    model-settings: {size: %d}
                    rounds: %d
                    clients-per-round: %d
                    quorum: %d
                    evaluate-every: %d
                    sync-rounds: 0
                    policy: vanilla
                    """.formatted(PARAMETERS, ROUNDS, CLIENTS, CLIENTS, ROUNDS));
            while (!coordinator.isCompleted("overhead")) {
                LoadClient.pause(200);
                Waiting.requireNoErrors(crowd);
            }
            List<Double> millis = millis(coordinator);
            System.out.println("rounds: " + ROUNDS + " rounds of " + CLIENTS + " clients, " + PARAMETERS
                    + " parameters, -Xmx1g, the first rounds of a fresh process included");
            Figures.most("round, p50", Figures.quantile(millis, 0.5), 50, "ms");
            Figures.most("round, p99", Figures.quantile(millis, 0.99), 200, "ms");
            Figures.note("round, longest", Figures.quantile(millis, 1), "ms");
        }
    }

    private static List<Double> millis(CoordinatorProcess coordinator) throws Exception {
        List<Double> millis = new ArrayList<>();
        Instant before = Instant.MAX;
        for (JsonNode round : coordinator.rounds("overhead", 0)) {
            Instant started = Instant.parse(round.path("started").asString());
            if (started.isAfter(before)) {
                millis.add(Duration.between(before, started).toNanos() / 1e6);
            }
            before = started;
        }
        return millis;
    }
}
