package io.tifl.experiments.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * What a demonstration is made of.
 *
 * @param clients 2 to 50
 * @param rounds 1 to 100,000
 * @param port of the coordinator on the loopback address; 0 for a free one
 * @param seed of all data and all chance
 */
public record DemoSettings(int clients, int rounds, int port, long seed) {
    static final int MOST_CLIENTS = 50;

    private static final int MOST_ROUNDS = 100_000;
    private static final int HIGHEST_PORT = 65_535;

    /** @throws IllegalArgumentException naming all that is wrong */
    public DemoSettings {
        List<String> problems = new ArrayList<>();
        check("--clients", clients, 2, MOST_CLIENTS, problems);
        check("--rounds", rounds, 1, MOST_ROUNDS, problems);
        check("--port", port, 0, HIGHEST_PORT, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
    }

    private static void check(String name, int value, int least, int most, List<String> problems) {
        if (value < least || value > most) {
            problems.add(name + " must lie between " + least + " and " + most + ", got " + value);
        }
    }

    /** How many clients a round asks: two of five, so that there are tiers to choose from. */
    int clientsPerRound() {
        return Math.max(1, 2 * clients / 5);
    }
}
