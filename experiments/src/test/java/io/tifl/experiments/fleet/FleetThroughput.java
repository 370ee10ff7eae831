package io.tifl.experiments.fleet;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.broker.KafkaBroker;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.kafka.Piece;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Updates end to end through one broker: encoded in one process, written with {@code acks=all}, read in another, decoded and
 * added into the exact aggregate; beside it Kafka's own {@code ProducerPerformance} and {@code ConsumerPerformance}, at the same
 * time in two processes, with records of the same size. The two take turns, and the broker is the same.
 *
 * <p>{@code ./mvnw -Pfleet-bench -pl experiments -am test -DskipTests} runs it; it takes three minutes.
 */
public final class FleetThroughput {
    private static final int PARAMETERS = 1_000_000;
    private static final int UPDATES = 200;
    private static final int WARM_UP = 100;
    private static final int REPEATS = 5;

    /** Updates that are written and not acknowledged yet. */
    private static final int UNDER_WAY = 8;

    private static final Layout LAYOUT = Layout.flat(PARAMETERS);
    private static final double MEGA = 1e6;
    private static final Pattern PRODUCED = Pattern.compile("records sent, [^(]*\\(([0-9.]+) MB/sec\\)");

    private FleetThroughput() {}

    /** Without arguments the benchmark; with a broker, a fleet and a codec the process that writes. */
    public static void main(String[] args) throws Exception {
        if (args.length > 0) {
            write(new FleetSettings(args[0], args[1], Map.of()), args[2]);
            return;
        }
        Path folder = Files.createTempDirectory("tifl-fleet-throughput");
        try (KafkaBroker broker = KafkaBroker.start(folder, 0)) {
            for (String codec : List.of("float32", "int8")) {
                compare(broker.bootstrap(), codec, folder);
            }
        } finally {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void compare(String bootstrap, String codec, Path folder) throws Exception {
        double[] ours = new double[REPEATS];
        double[] stock = new double[REPEATS];
        double[] ratios = new double[REPEATS];
        for (int repeat = 0; repeat < REPEATS; repeat++) {
            ours[repeat] = ours(bootstrap, codec, "fleet-" + codec + repeat);
            stock[repeat] = stock(bootstrap, "stock-" + codec + repeat, folder);
            ratios[repeat] = ours[repeat] / stock[repeat];
            System.out.printf(
                    Locale.ROOT,
                    "%s %d: %.0f MB/s into the aggregate, stock tools %.0f MB/s, ratio %.2f%n",
                    codec,
                    repeat + 1,
                    ours[repeat],
                    stock[repeat],
                    ratios[repeat]);
        }
        System.out.printf(
                Locale.ROOT,
                "%s, updates of %,d parameters: median %.0f MB/s (%.0f to %.0f); stock %.0f (%.0f to %.0f); ratio %.2f (%.2f to"
                        + " %.2f)%n",
                codec,
                PARAMETERS,
                median(ours),
                least(ours),
                most(ours),
                median(stock),
                least(stock),
                most(stock),
                median(ratios),
                least(ratios),
                most(ratios));
    }

    /** MB/s of payload from the first update that arrives after the warm-up until the last is in the aggregate. */
    private static double ours(String bootstrap, String codec, String name) throws Exception {
        FleetSettings settings = new FleetSettings(bootstrap, name, Map.of());
        new FleetTopics(settings).make();
        Aggregating aggregating = new Aggregating(codec);
        try (TopicTail tail = new TopicTail(settings, List.of(settings.results()), aggregating::take)) {
            tail.awaitPlaced();
            Process writing =
                    java("-Xmx1g", FleetThroughput.class.getName(), List.of(bootstrap, name, codec), Optional.empty());
            aggregating.done.await();
            if (writing.waitFor() != 0) {
                throw new IOException("the process that writes failed");
            }
        }
        delete(bootstrap, settings.topics());
        return aggregating.megabytesPerSecond();
    }

    /** The end of a replay, as far as updates are concerned. Confined to the thread that reads. */
    private static final class Aggregating {
        private final Assembly assembly = new Assembly();
        private final UpdateCodec codec;
        private final CountDownLatch done = new CountDownLatch(1);
        private Accumulator sum = open();
        private int seen;
        private long bytes;
        private long begun;
        private long ended;

        Aggregating(String codec) {
            this.codec = Catalog.load("codec", UpdateCodec.class).get(codec);
        }

        private static Accumulator open() {
            return new WeightedMean().open(LAYOUT, UpdateLimits.forRound(WARM_UP + UPDATES));
        }

        void take(org.apache.kafka.clients.consumer.ConsumerRecord<byte[], byte[]> record) {
            Part part = Part.parse(record.headers().lastHeader(Part.HEADER).value());
            Optional<byte[]> message = assembly.add(part, record.value());
            if (message.isEmpty()) {
                return;
            }
            UnitResult result = UnitResult.parse(message.get());
            TaskReply.Updated updated =
                    (TaskReply.Updated) result.entries().getFirst().reply();
            try {
                if (!sum.addEncoded(codec, updated.update(), updated.examples())) {
                    sum.add(codec.decode(updated.update(), LAYOUT), updated.examples());
                }
            } catch (io.tifl.protocol.codec.MalformedUpdateException e) {
                throw new IllegalStateException(e);
            }
            seen++;
            if (seen == WARM_UP) {
                begun = System.nanoTime();
            } else if (seen > WARM_UP) {
                bytes += updated.update().bytes();
            }
            if (seen == WARM_UP + UPDATES) {
                ended = System.nanoTime();
                if (sum.finish().updates() != WARM_UP + UPDATES) {
                    throw new IllegalStateException("updates were lost");
                }
                done.countDown();
            }
        }

        double megabytesPerSecond() {
            return bytes / MEGA / ((ended - begun) / 1e9);
        }
    }

    /** As a worker does: encodes each update, writes it, and waits for the oldest when several are under way. */
    private static void write(FleetSettings settings, String codecName) throws Exception {
        UpdateCodec codec = Catalog.load("codec", UpdateCodec.class).get(codecName);
        RandomGenerator chance = new Seed(1).generator();
        float[] values = new float[PARAMETERS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) chance.nextGaussian() / 100;
        }
        Parameters change = Parameters.owning(LAYOUT, values);
        Deque<List<Future<RecordMetadata>>> underWay = new ArrayDeque<>();
        try (PartWriter writer = new PartWriter(settings, "worker")) {
            for (int i = 0; i < WARM_UP + UPDATES; i++) {
                EncodedUpdate update = codec.encode(change, i);
                TaskId id = new TaskId(new JobId("bench"), 0, new ClientId("c" + i));
                TaskReply reply = new TaskReply.Updated(id, update, 1 + i % 100, Metrics.none());
                UnitResult result = new UnitResult(
                        i,
                        List.of(new UnitResult.Entry(reply, update.bytes(), false, Optional.empty())),
                        Optional.empty());
                underWay.add(writer.message(settings.results(), "worker/bench", i, result.encode()));
                if (underWay.size() > UNDER_WAY) {
                    PartWriter.await(underWay.removeFirst());
                }
            }
            for (List<Future<RecordMetadata>> rest : underWay) {
                PartWriter.await(rest);
            }
        }
    }

    /** MB/s of the slower of Kafka's own two tools, by what they say themselves, working at the same time. */
    private static double stock(String bootstrap, String topic, Path folder) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(new NewTopic(topic, 8, (short) 1))).all().get();
        }
        long records = (WARM_UP + UPDATES) * 4L * PARAMETERS / Piece.BYTES;
        Path produced = folder.resolve(topic + ".produced");
        Path consumed = folder.resolve(topic + ".consumed");
        Process consuming = java(
                "-Xmx512m",
                "org.apache.kafka.tools.ConsumerPerformance",
                List.of(
                        "--bootstrap-server",
                        bootstrap,
                        "--topic",
                        topic,
                        "--num-records",
                        Long.toString(records),
                        "--timeout",
                        "60000",
                        "--hide-header"),
                Optional.of(consumed));
        Process producing = java(
                "-Xmx512m",
                "org.apache.kafka.tools.ProducerPerformance",
                List.of(
                        "--topic",
                        topic,
                        "--num-records",
                        Long.toString(records),
                        "--record-size",
                        Integer.toString(Piece.BYTES),
                        "--throughput",
                        "-1",
                        "--producer-props",
                        "bootstrap.servers=" + bootstrap,
                        "acks=all",
                        "batch.size=1048576",
                        "buffer.memory=33554432",
                        "linger.ms=0"),
                Optional.of(produced));
        if (producing.waitFor() != 0 || consuming.waitFor() != 0) {
            throw new IOException("Kafka's tools failed: " + Files.readString(produced) + Files.readString(consumed));
        }
        delete(bootstrap, List.of(topic));
        return Math.min(producedRate(Files.readString(produced)), consumedRate(Files.readString(consumed)));
    }

    private static double producedRate(String said) {
        Matcher rate = PRODUCED.matcher(said);
        double last = Double.NaN;
        while (rate.find()) {
            last = Double.parseDouble(rate.group(1));
        }
        return last * (1 << 20) / MEGA;
    }

    // start, end, MB consumed, MB/s, …; the last field but one is MB/s without the time of joining the group.
    private static double consumedRate(String said) {
        String line = said.lines()
                .filter(text -> text.matches("\\d{4}-.*,.*"))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new IllegalStateException("the consumer says: " + said));
        String[] fields = line.split(",\\s*", -1);
        return Double.parseDouble(fields[fields.length - 2]) * (1 << 20) / MEGA;
    }

    private static void delete(String bootstrap, List<String> topics) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            admin.deleteTopics(topics).all().get();
        }
    }

    private static Process java(String heap, String main, List<String> arguments, Optional<Path> out)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(
                out.map(path -> ProcessBuilder.Redirect.to(path.toFile())).orElse(ProcessBuilder.Redirect.INHERIT));
        return builder.start();
    }

    private static double median(double[] values) {
        return Arrays.stream(values).sorted().toArray()[values.length / 2];
    }

    private static double least(double[] values) {
        return Arrays.stream(values).min().orElseThrow();
    }

    private static double most(double[] values) {
        return Arrays.stream(values).max().orElseThrow();
    }
}
