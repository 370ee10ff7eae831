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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A real federation on one machine: a coordinator, ten client processes in five classes of CPU, Fashion-MNIST in shards;
 * tiers chosen adaptively against clients drawn from all. Wall-clock time to some accuracies, profiling included.
 *
 * <p>Arguments: the folder of Fashion-MNIST's files, rounds (40), seeds (3), accuracies (0.7,0.75).
 */
public final class FederationStudy {
    private static final int CLIENTS = 10;
    private static final int EXAMPLES = 6000;
    private static final String SPLIT = "shards-30";

    /** Of one processor, two clients each: half of what TiFL gave its groups for Fashion-MNIST (table 1 of the paper). */
    private static final List<Double> SHARES = List.of(1.0, 0.5, 0.375, 0.25, 0.125);

    private final Path data;
    private final Path folder;
    private final int rounds;
    private final List<Double> targets;

    private FederationStudy(Path data, Path folder, int rounds, List<Double> targets) {
        this.data = data;
        this.folder = folder;
        this.rounds = rounds;
        this.targets = targets;
    }

    public static void main(String[] arguments) throws Exception {
        Path data = Path.of(arguments[0]);
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 40;
        int seeds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3;
        String targets = arguments.length > 3 ? arguments[3] : "0.7,0.75";
        new FederationStudy(
                        data,
                        Files.createTempDirectory("tifl-federation"),
                        rounds,
                        Stream.of(targets.split(",", -1)).map(Double::valueOf).toList())
                .run(seeds);
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
            String times = targets.stream()
                    .map(target -> " s to " + percent(target) + " (rounds) |")
                    .collect(Collectors.joining());
            System.out.println(
                    "| seed | policy | profiling, s | s per round |" + times + " last accuracy | whole, s |");
            System.out.println("|---".repeat(6 + targets.size()) + "|");
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

    /** When an accuracy was first seen, in seconds since the job was created, and after how many rounds. */
    private record Reached(double seconds, long rounds) {}

    /** What one job took and reached. */
    private record Run(double profiling, double perRound, List<Optional<Reached>> targets, double last, double whole) {}

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
                evaluate-every: 4
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
        double inRounds = 0;
        double last = 0;
        for (JsonNode round : all) {
            inRounds += round.path("seconds").asDouble();
            last = round.path("accuracy").asDouble(last);
        }
        List<Optional<Reached>> reached =
                targets.stream().map(target -> reached(target, all, created)).toList();
        return new Run(seconds(created, all.get(0)), inRounds / all.size(), reached, last, whole);
    }

    private static Optional<Reached> reached(double target, JsonNode all, Instant created) {
        for (JsonNode round : all) {
            if (round.path("accuracy").asDouble(0) >= target) {
                double end = seconds(created, round) + round.path("seconds").asDouble();
                return Optional.of(new Reached(end, round.path("round").asLong() + 1));
            }
        }
        return Optional.empty();
    }

    private static double seconds(Instant since, JsonNode round) {
        return Duration.between(since, Instant.parse(round.path("started").asString()))
                        .toMillis()
                / 1e3;
    }

    private static void report(int seed, String policy, Run run) {
        String times = run.targets().stream().map(FederationStudy::text).collect(Collectors.joining());
        System.out.printf(
                Locale.ROOT,
                "| %d | %s | %.1f | %.2f |%s %s | %.0f |%n",
                seed,
                policy,
                run.profiling(),
                run.perRound(),
                times,
                percent(run.last()),
                run.whole());
    }

    private static String text(Optional<Reached> reached) {
        return reached.map(at -> String.format(Locale.ROOT, " %.0f (%d) |", at.seconds(), at.rounds()))
                .orElse(" not reached |");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
