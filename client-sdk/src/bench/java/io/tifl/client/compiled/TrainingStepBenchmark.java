package io.tifl.client.compiled;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Samples per second of one thread in Deeplearning4j (as it comes, and with oneDNN), PyTorch and the compiled engine, asked in
 * turn within one run, each in a process of its own. The command is in {@code docs/compiled-step.md}.
 */
final class TrainingStepBenchmark {
    private static final List<String> ENGINES = List.of("dl4j", "dl4j-onednn", "pytorch", "compiled");
    private static final List<String> MODELS = List.of(
            "femnist-cnn",
            "mnist-cnn",
            "cifar10-cnn",
            "small-cnn",
            "mlp,inputs=784,classes=10",
            "logistic,inputs=784,classes=10",
            "logistic,inputs=60,classes=5,sigmoid=true",
            "mlp,inputs=60,hidden=20,classes=10");

    private TrainingStepBenchmark() {}

    /** Arguments: repetitions (5), seconds per repetition (1). */
    public static void main(String[] arguments) throws IOException {
        int repetitions = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        String seconds = arguments.length > 1 ? arguments[1] : "1";
        Map<String, Peer> peers = new LinkedHashMap<>();
        for (String engine : ENGINES) {
            peers.put(engine, new Peer(engine));
        }
        System.out.printf("%-44s", "samples/s, medians of " + repetitions);
        ENGINES.forEach(engine -> System.out.printf("%13s", engine));
        System.out.printf("%12s%12s%n", "x PyTorch", "x DL4J");
        Geomeans geomeans = new Geomeans();
        for (String mode : List.of("train", "evaluate")) {
            for (int batch : new int[] {10, 32}) {
                for (String model : MODELS) {
                    Map<String, Double> row = row(peers, model + " " + batch + " " + mode + " " + seconds, repetitions);
                    print(model + " b" + batch + " " + mode, row);
                    geomeans.add(mode + " b" + batch, row);
                }
            }
        }
        geomeans.print();
        for (Peer peer : peers.values()) {
            peer.close();
        }
    }

    private static Map<String, Double> row(Map<String, Peer> peers, String question, int repetitions)
            throws IOException {
        Map<String, List<Double>> answers = new LinkedHashMap<>();
        // The first answers warm up and are thrown away.
        for (int r = -1; r < repetitions; r++) {
            for (var peer : peers.entrySet()) {
                double rate = peer.getValue().ask(question);
                if (r >= 0) {
                    answers.computeIfAbsent(peer.getKey(), name -> new ArrayList<>()).add(rate);
                }
            }
        }
        Map<String, Double> medians = new LinkedHashMap<>();
        answers.forEach((name, rates) -> medians.put(name, median(rates)));
        return medians;
    }

    private static double rate(Map<String, Double> row, String engine) {
        return Objects.requireNonNull(row.get(engine), engine);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void print(String name, Map<String, Double> row) {
        System.out.printf("%-44s", name);
        ENGINES.forEach(engine -> System.out.printf("%,13.0f", row.get(engine)));
        System.out.printf(
                "%12.2f%12.2f%n", rate(row, "compiled") / rate(row, "pytorch"), rate(row, "compiled") / rate(row, "dl4j"));
    }

    /** Geometric means of our rate over others', per group of rows. */
    private static final class Geomeans {
        private final Map<String, List<double[]>> logs = new LinkedHashMap<>();

        void add(String group, Map<String, Double> row) {
            logs.computeIfAbsent(group, name -> new ArrayList<>()).add(new double[] {
                Math.log(rate(row, "compiled") / rate(row, "pytorch")), Math.log(rate(row, "compiled") / rate(row, "dl4j"))
            });
        }

        void print() {
            logs.forEach((group, rows) -> System.out.printf(
                    "%-96s%12.2f%12.2f%n", "geometric mean, " + group, mean(rows, 0), mean(rows, 1)));
        }

        private static double mean(List<double[]> rows, int column) {
            return Math.exp(
                    rows.stream().mapToDouble(row -> row[column]).average().orElse(0));
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

        double ask(String question) throws IOException {
            questions.write(question + "\n");
            questions.flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("rate ")) {
                    return Double.parseDouble(line.substring("rate ".length()));
                }
            }
            throw new IOException("an engine ended at: " + question + " " + Arrays.toString(process.info().arguments().orElse(new String[0])));
        }

        void close() throws IOException {
            questions.close();
        }
    }
}
