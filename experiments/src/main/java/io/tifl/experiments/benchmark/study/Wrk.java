package io.tifl.experiments.benchmark.study;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code wrk}, a load generator that somebody else wrote (Debian's package of that name): a fixed number of connections, each of which
 * sends the next request when it has the answer to the last.
 */
final class Wrk {
    private static final Pattern PERCENTILE =
            Pattern.compile("^\\s+(\\d+)%\\s+([0-9.]+)(us|ms|s)\\s*$", Pattern.MULTILINE);
    private static final Pattern RATE = Pattern.compile("^Requests/sec:\\s+([0-9.]+)", Pattern.MULTILINE);
    private static final Map<String, Double> UNITS = Map.of("us", 1e-6, "ms", 1e-3, "s", 1.0);

    private final Path program;

    private Wrk(Path program) {
        this.program = program;
    }

    /** Where it is installed, if it is. */
    static Optional<Wrk> installed() {
        String folders = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(folders)
                .map(folder -> Path.of(folder, "wrk"))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Wrk::new);
    }

    /**
     * What it saw.
     *
     * @param percentiles latency in seconds, by percentile
     */
    record Seen(double rate, Map<Integer, Double> percentiles) {
        Seen {
            percentiles = Map.copyOf(percentiles);
        }

        /** @throws IOException if this is not what it prints */
        static Seen read(String output) throws IOException {
            Map<Integer, Double> percentiles = new TreeMap<>();
            for (Matcher line = PERCENTILE.matcher(output); line.find(); ) {
                percentiles.put(
                        Integer.valueOf(line.group(1)),
                        Double.parseDouble(line.group(2)) * UNITS.getOrDefault(line.group(3), Double.NaN));
            }
            Matcher rate = RATE.matcher(output);
            if (percentiles.isEmpty() || !rate.find()) {
                throw new IOException("wrk printed no percentiles and rate:\n" + output);
            }
            return new Seen(Double.parseDouble(rate.group(1)), percentiles);
        }
    }

    /** Posts bodies of so many zero bytes for some seconds, over as many connections as there are requests at once. */
    Seen run(URI address, int bytes, int concurrency, int seconds) throws IOException, InterruptedException {
        Path script = Files.createTempFile("tifl-wrk", ".lua");
        try {
            Files.writeString(
                    script,
                    "wrk.method = 'POST'\nwrk.body = string.rep('\\0', " + bytes + ")\n"
                            + "wrk.headers['Content-Type'] = 'application/octet-stream'\n");
            List<String> command = List.of(
                    program.toString(),
                    "-t1",
                    "-c" + concurrency,
                    "-d" + seconds,
                    "--latency",
                    "-s",
                    script.toString(),
                    address.toString());
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("wrk failed:\n" + output);
            }
            return Seen.read(output);
        } finally {
            Files.delete(script);
        }
    }
}
