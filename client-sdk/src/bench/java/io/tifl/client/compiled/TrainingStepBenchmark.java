package io.tifl.client.compiled;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Samples per second of one thread in Deeplearning4j (as it comes, and with oneDNN), PyTorch and the compiled engine, asked in
 * turn within one run, each in a process of its own. The command is in {@code docs/compiled-step.md}.
 */
final class TrainingStepBenchmark {
    private static final List<String> ENGINES = List.of("dl4j", "dl4j-onednn", "pytorch", "compiled");
    private static final List<String> MODELS = List.of(
            "femnist-cnn",
            "celeba-cnn",
            "shakespeare-lstm",
            "sent140-lstm",
            "logistic,inputs=60,classes=5,sigmoid=true",
            "reddit-lstm",
            "mnist-cnn",
            "cifar10-cnn",
            "small-cnn",
            "resnet",
            "depthwise-cnn",
            "mlp,inputs=784,classes=10",
            "logistic,inputs=784,classes=10",
            "mlp,inputs=60,hidden=20,classes=10");

    private TrainingStepBenchmark() {}

    /** Arguments: repetitions (5), seconds per repetition (1), file for the numbers (target/training-step.csv). */
    public static void main(String[] arguments) throws IOException {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        String seconds = arguments.length > 1 ? arguments[1] : "1";
        Path file = Path.of(arguments.length > 2 ? arguments[2] : "target/training-step.csv");
        Map<String, Peer> peers = new LinkedHashMap<>();
        for (String engine : ENGINES) {
            peers.put(engine, new Peer(engine));
        }
        System.out.printf("%-52s", "samples/s: median, lowest..highest of " + repetitions);
        ENGINES.forEach(engine -> System.out.printf("%36s", engine));
        System.out.printf("%12s%12s%n", "x PyTorch", "x DL4J");
        Geomeans geomeans = new Geomeans();
        try (BufferedWriter numbers = Files.newBufferedWriter(file)) {
            numbers.write("mode,batch,model,engine,median,lowest,highest\n");
            for (String mode : List.of("train", "evaluate")) {
                for (int batch : new int[] {10, 32}) {
                    for (String model : MODELS) {
                        Map<String, Rates> row =
                                row(peers, model + " " + batch + " " + mode + " " + seconds, repetitions);
                        print(model + " b" + batch + " " + mode, row);
                        write(numbers, mode + "," + batch + ",\"" + model + "\",", row);
                        geomeans.add(mode + " b" + batch, row);
                    }
                }
            }
        }
        geomeans.print();
        for (String model : List.of("femnist-cnn", "mnist-cnn", "cifar10-cnn", "mlp,inputs=784,classes=10")) {
            printThreads(Objects.requireNonNull(peers.get("compiled")), model, repetitions, seconds);
        }
        for (Peer peer : peers.values()) {
            peer.close();
        }
    }

    /** What several threads for one learner are worth, by the clock on the wall: free processors are needed to see it. */
    private static void printThreads(Peer compiled, String model, int repetitions, String seconds) throws IOException {
        int[] counts = {1, 2, 4};
        List<List<Double>> rates = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int r = -1; r < repetitions; r++) {
            for (int i = 0; i < counts.length && counts[i] <= Runtime.getRuntime().availableProcessors(); i++) {
                OptionalDouble rate = compiled.ask(model + " 32 train " + seconds + " " + counts[i]);
                if (r >= 0 && rate.isPresent()) {
                    rates.get(i).add(rate.getAsDouble());
                }
            }
        }
        for (int i = 1; i < counts.length && !rates.get(i).isEmpty(); i++) {
            System.out.printf(
                    "%s b32 train, %d threads: x %.2f by the wall clock%n",
                    model,
                    counts[i],
                    Rates.of(rates.get(i)).median / Rates.of(rates.getFirst()).median);
        }
    }

    /** Samples per second over the repetitions. */
    private record Rates(double median, double lowest, double highest) {
        static Rates of(List<Double> values) {
            double[] sorted =
                    values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return new Rates(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
        }

        @Override
        public String toString() {
            return String.format("%,.0f (%,.0f..%,.0f)", median, lowest, highest);
        }
    }

    /** The rates of the engines that have the model. */
    private static Map<String, Rates> row(Map<String, Peer> peers, String question, int repetitions)
            throws IOException {
        Map<String, List<Double>> answers = new LinkedHashMap<>();
        // The first answers warm up and are thrown away.
        for (int r = -1; r < repetitions; r++) {
            for (var peer : peers.entrySet()) {
                OptionalDouble rate = peer.getValue().ask(question);
                if (r >= 0 && rate.isPresent()) {
                    answers.computeIfAbsent(peer.getKey(), name -> new ArrayList<>())
                            .add(rate.getAsDouble());
                }
            }
        }
        Map<String, Rates> row = new LinkedHashMap<>();
        answers.forEach((name, rates) -> row.put(name, Rates.of(rates)));
        return row;
    }

    private static OptionalDouble ratio(Map<String, Rates> row, String other) {
        Rates ours = row.get("compiled");
        Rates theirs = row.get(other);
        return ours == null || theirs == null ? OptionalDouble.empty() : OptionalDouble.of(ours.median / theirs.median);
    }

    private static String text(OptionalDouble ratio) {
        return ratio.isPresent() ? String.format("%.2f", ratio.getAsDouble()) : "-";
    }

    private static void print(String name, Map<String, Rates> row) {
        System.out.printf("%-52s", name);
        ENGINES.forEach(engine -> System.out.printf(
                "%36s", Optional.ofNullable(row.get(engine)).map(Rates::toString).orElse("-")));
        System.out.printf("%12s%12s%n", text(ratio(row, "pytorch")), text(ratio(row, "dl4j")));
    }

    private static void write(BufferedWriter numbers, String start, Map<String, Rates> row) throws IOException {
        for (var rates : row.entrySet()) {
            numbers.write(start + rates.getKey() + "," + rates.getValue().median + "," + rates.getValue().lowest + ","
                    + rates.getValue().highest + "\n");
        }
        numbers.flush();
    }

    /** Geometric means of our rate over others', per group of rows. */
    private static final class Geomeans {
        private final Map<String, Map<String, List<Double>>> logs = new LinkedHashMap<>();

        void add(String group, Map<String, Rates> row) {
            for (String other : List.of("pytorch", "dl4j")) {
                ratio(row, other)
                        .ifPresent(ratio -> logs.computeIfAbsent(group, name -> new LinkedHashMap<>())
                                .computeIfAbsent(other, name -> new ArrayList<>())
                                .add(Math.log(ratio)));
            }
        }

        void print() {
            logs.forEach((group, ratios) -> System.out.printf(
                    "%-196s%12s%12s%n",
                    "geometric mean, " + group,
                    text(mean(ratios.get("pytorch"))),
                    text(mean(ratios.get("dl4j")))));
        }

        private static OptionalDouble mean(@Nullable List<Double> logs) {
            return logs == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(Math.exp(logs.stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElse(0)));
        }
    }

    /** One engine's process. */
    private static final class Peer {
        private final Process process;
        private final BufferedReader answers;
        private final BufferedWriter questions;

        Peer(String engine) throws IOException {
            boolean oneDnn = engine.equals("dl4j-onednn");
            List<String> command = new ArrayList<>(List.of(
                    ProcessHandle.current().info().command().orElse("java"),
                    "--add-modules=jdk.incubator.vector",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Xmx3g",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                    "-Dorg.eclipse.deeplearning4j.helpers.disable=" + !oneDnn,
                    "-cp",
                    System.getProperty("java.class.path"),
                    StepPeer.class.getName(),
                    engine));
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(Redirect.INHERIT);
            builder.environment()
                    .putAll(Map.of(
                            "OMP_NUM_THREADS",
                            "1",
                            "OMP_WAIT_POLICY",
                            "PASSIVE",
                            "MALLOC_MMAP_THRESHOLD_",
                            "65536"));
            this.process = builder.start();
            this.answers =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            this.questions =
                    new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        }

        /** Empty if the engine does not have the model. */
        OptionalDouble ask(String question) throws IOException {
            questions.write(question + "\n");
            questions.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("rate ")) {
                    return OptionalDouble.of(Double.parseDouble(line.substring("rate ".length())));
                }
                if (line.equals("none")) {
                    return OptionalDouble.empty();
                }
            }
            throw new IOException("an engine ended at: " + question + " " + Arrays.toString(process.info().arguments().orElse(new String[0])));
        }

        void close() throws IOException {
            questions.close();
        }
    }
}
