package io.tifl.experiments.serve;

import io.tifl.experiments.cli.Tifl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * A real federation on one machine: a coordinator, ten client processes in five classes of CPU, Fashion-MNIST in shards;
 * tiers chosen adaptively against clients drawn from all. Wall-clock time to an accuracy, profiling included.
 *
 * <p>Arguments: the folder of Fashion-MNIST's files, rounds (60), seeds (3), target accuracy (0.7).
 */
public final class FederationStudy {
    private static final int CLIENTS = 10;
    private static final int EXAMPLES = 6000;
    private static final String SPLIT = "shards-10";

    /** Of one processor, two clients each: half of what TiFL gave its groups for Fashion-MNIST (table 1 of the paper). */
    private static final List<Double> SHARES = List.of(1.0, 0.5, 0.375, 0.25, 0.125);

    private final Path data;
    private final Path folder;
    private final int rounds;
    private final double target;

    private FederationStudy(Path data, Path folder, int rounds, double target) {
        this.data = data;
        this.folder = folder;
        this.rounds = rounds;
        this.target = target;
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 60;
        int seeds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        double target = arguments.length > 3 ? Double.parseDouble(arguments[3]) : 0.7;
        new FederationStudy(data, Files.createTempDirectory("tifl-federation"), rounds, target).run(seeds);
    }

    private void run(int seeds) throws Exception {
        List<Process> processes = new ArrayList<>();
        List<CpuLimit> limits = new ArrayList<>();
        try (CoordinatorProcess coordinator = CoordinatorProcess.startForStudy(folder)) {
            coordinator.awaitReady();
            List<String> tokens = coordinator.enrolmentTokens(CLIENTS);
            for (int part = 1; part <= CLIENTS; part++) {
                processes.add(client(coordinator, part, tokens.get(part - 1)));
            }
            // Everybody starts and compiles at full speed.
            train(coordinator, "warm-up", "vanilla", 3, CLIENTS, 0);
            for (int i = 0; i < CLIENTS; i++) {
                limits.add(CpuLimit.of(processes.get(i).pid(), SHARES.get(i * SHARES.size() / CLIENTS)));
            }
            System.out.println("| seed | policy | profiling, s | s per round | s to " + percent(target)
                    + " | rounds to it | last accuracy | whole, s |");
            System.out.println("|---|---|---|---|---|---|---|---|");
            for (int seed = 1; seed <= seeds; seed++) {
                // Who goes first alternates: what slows the machine for a while shall not always hit the same.
                List<String> policies = seed % 2 == 1 ? List.of("vanilla", "adaptive") : List.of("adaptive", "vanilla");
                for (String policy : policies) {
                    report(seed, policy, train(coordinator, policy + "-" + seed, policy, rounds, 2, seed));
                }
            }
        } finally {
            for (Process process : processes) {
                process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
            }
            for (CpuLimit limit : limits) {
                limit.close();
            }
        }
    }

    private Process client(CoordinatorProcess coordinator, int part, String token) throws IOException {
        ProcessBuilder.Redirect log = ProcessBuilder.Redirect.to(
                folder.resolve("client-" + part + ".log").toFile());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Tifl.class.getName(),
                        "client",
                        coordinator.uri().toString(),
                        "--token",
                        token,
                        "--state",
                        folder.resolve("client-" + part).toString(),
                        "--name",
                        String.format(Locale.ROOT, "client-%02d", part),
                        "--dataset",
                        "fashion-mnist",
                        "--data-dir",
                        data.toString(),
                        "--train-samples",
                        Integer.toString(EXAMPLES),
                        "--split",
                        SPLIT,
                        "--part",
                        Integer.toString(part))
                .redirectOutput(log)
                .redirectError(log)
                .start();
    }

    /** What one job took and reached. */
    private record Run(
            double profiling,
            double perRound,
            OptionalDouble secondsToTarget,
            long roundsToTarget,
            double last,
            double whole) {}

    private Run train(CoordinatorProcess coordinator, String name, String policy, int rounds, int clients, long seed)
            throws Exception {
        Instant created = Instant.now();
        coordinator.create("""
                name: %s
                model: mnist-cnn
                rounds: %d
                clients-per-round: %d
                quorum: %d
                least-clients: %d
                policy: %s
                sync-rounds: %d
                tiers: %d
                evaluate-every: 5
                evaluate-clients: 2
                learning-rate: 0.01
                seed: %d
                """.formatted(
                        name,
                        rounds,
                        clients,
                        clients,
                        CLIENTS,
                        policy,
                        policy.equals("vanilla") ? 0 : 1,
                        SHARES.size(),
                        seed));
        while (!coordinator.status(name).equals("completed")) {
            if (coordinator.status(name).equals("failed")) {
                throw new IllegalStateException(
                        coordinator.get("/v1/jobs/" + name).toString());
            }
            Thread.sleep(200);
        }
        double whole = Duration.between(created, Instant.now()).toMillis() / 1e3;
        return outcome(coordinator.get("/v1/jobs/" + name + "/rounds?from=0&limit=1000"), created, whole);
    }

    private Run outcome(JsonNode all, Instant created, double whole) {
        double profiling = seconds(created, all.get(0));
        double inRounds = 0;
        double last = 0;
        OptionalDouble toTarget = OptionalDouble.empty();
        long roundsToTarget = 0;
        for (JsonNode round : all) {
            inRounds += round.path("seconds").asDouble();
            if (round.path("accuracy").isNumber()) {
                last = round.path("accuracy").asDouble();
                if (toTarget.isEmpty() && last >= target) {
                    toTarget = OptionalDouble.of(
                            seconds(created, round) + round.path("seconds").asDouble());
                    roundsToTarget = round.path("round").asLong() + 1;
                }
            }
        }
        return new Run(profiling, inRounds / all.size(), toTarget, roundsToTarget, last, whole);
    }

    private static double seconds(Instant since, JsonNode round) {
        return Duration.between(since, Instant.parse(round.path("started").asString()))
                        .toMillis()
                / 1e3;
    }

    private static void report(int seed, String policy, Run run) {
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.1f | %.2f | %s | %s | %s | %.0f |%n",
                seed,
                policy,
                run.profiling(),
                run.perRound(),
                run.secondsToTarget().isPresent()
                        ? String.format(
                                Locale.ROOT, "%.0f", run.secondsToTarget().getAsDouble())
                        : "not reached",
                run.secondsToTarget().isPresent() ? Long.toString(run.roundsToTarget()) : "",
                percent(run.last()),
                run.whole());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
