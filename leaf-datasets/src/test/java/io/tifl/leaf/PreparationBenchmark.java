package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.leaf.json.LeafCodecs;
import io.tifl.leaf.json.LeafJsonSource;
import io.tifl.leaf.prepare.Preparation;
import io.tifl.leaf.prepare.Preparer;
import io.tifl.leaf.prepare.Sampling;
import io.tifl.leaf.prepare.Splitting;
import io.tifl.leaf.set.PoolSource;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import io.tifl.protocol.Settings;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What preparing takes: LEAF Synthetic (LEAF's scripts: 131 s), and a set of FEMNIST's size from LEAF's JSON, in a heap of 512 MB;
 * and how fast a store is read beside memory.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl leaf-datasets -am test -DskipTests}; takes some minutes and 6 GB of disk, which are freed
 * in the end. The argument is how many writers there are, 3550 if none is given.
 */
public final class PreparationBenchmark {
    private static final int IMAGES_PER_WRITER = 227;
    private static final int WRITERS_PER_FILE = 100;
    private static final int REPETITIONS = 5;

    private PreparationBenchmark() {}

    public static void main(String[] args) throws Exception {
        int writers = args.length > 0 ? Integer.parseInt(args[0]) : 3550;
        Path folder = Files.createTempDirectory("preparation-benchmark");
        try {
            synthetic(folder.resolve("synthetic"));
            femnist(folder, writers);
        } finally {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static void synthetic(Path folder) throws IOException, InterruptedException {
        SetSource source = PoolSource.train(LeafSynthetic.generate(Settings.none()));
        double[] seconds = new double[REPETITIONS];
        for (int i = 0; i < REPETITIONS; i++) {
            SetStore store = new SetStore(folder.resolve(Integer.toString(i)));
            try (StoredSet whole = whole(store, source)) {
                long start = System.nanoTime();
                prepare(store, whole, 1, 5, 0.6).close();
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
        }
        Arrays.sort(seconds);
        say(
                "Synthetic, 107,553 examples: sample, remove, split in %.2f s (%.2f to %.2f); LEAF's scripts: 131 s",
                seconds[REPETITIONS / 2], seconds[0], seconds[REPETITIONS - 1]);
    }

    private static StoredSet whole(SetStore store, SetSource source) throws IOException, InterruptedException {
        return store.obtain(
                new Recipe(source.form().dataset(), source.origin()),
                source.form(),
                parts -> source.read(parts.begin("all"), ReadProgress.SILENT));
    }

    private static StoredSet prepare(
            SetStore store, StoredSet whole, double fraction, int minExamples, double trainFraction)
            throws IOException, InterruptedException {
        return new Preparer(store)
                .prepare(
                        whole,
                        new Preparation(
                                Optional.of(new Sampling.Users(fraction, 1)),
                                minExamples,
                                Optional.of(new Splitting(Splitting.By.EXAMPLE, trainFraction, 2)),
                                false),
                        ReadProgress.SILENT);
    }

    private static void femnist(Path folder, int writers) throws IOException, InterruptedException {
        Path json = Files.createDirectories(folder.resolve("all_data"));
        long start = System.nanoTime();
        long bytes = 0;
        for (int first = 0; first < writers; first += WRITERS_PER_FILE) {
            Path file = json.resolve("all_data_" + first / WRITERS_PER_FILE + ".json");
            write(file, first, Math.min(writers, first + WRITERS_PER_FILE));
            bytes += Files.size(file);
        }
        say(
                "%,d images of %,d writers as LEAF's JSON: %.2f GB, written in %.0f s",
                (long) writers * IMAGES_PER_WRITER, writers, bytes / 1e9, (System.nanoTime() - start) / 1e9);
        SetStore store = new SetStore(folder.resolve("sets"));
        start = System.nanoTime();
        SetSource source = LeafJsonSource.open(json, LeafCodecs.femnist(), ReadProgress.SILENT);
        try (StoredSet whole = whole(store, source)) {
            double read = (System.nanoTime() - start) / 1e9;
            say(
                    "read, checked and stored in %.0f s, %.0f MB/s of JSON, checksums of the files included",
                    read, bytes / read / 1e6);
            start = System.nanoTime();
            prepare(store, whole, 1, 100, 0.9).close();
            say("sampled, removed and split in %.1f s", (System.nanoTime() - start) / 1e9);
            say(
                    "heap %,d MB at most; the process's memory at its peak, mapped pages aside: %s",
                    Runtime.getRuntime().maxMemory() >> 20, peak());
            scan(whole);
        }
    }

    /** The largest resident set, without pages of mapped files, as far as the system says. */
    private static String peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return "not known here";
        }
        long peak = 0;
        long file = 0;
        for (String line : Files.readAllLines(status)) {
            peak = line.startsWith("VmHWM:") ? kilobytes(line) : peak;
            file = line.startsWith("RssFile:") ? kilobytes(line) : file;
        }
        return String.format(Locale.ROOT, "%,d MB (with them %,d MB)", (peak - file) >> 10, peak >> 10);
    }

    private static long kilobytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    private static void scan(StoredSet set) {
        Part all = set.part("all");
        long size = all.features().byteSize();
        MemorySegment copy = MemorySegment.ofArray(new byte[(int) Math.min(size, 256 << 20)]);
        MemorySegment.copy(all.features(), 0, copy, 0, copy.byteSize());
        double mapped = 0;
        double memory = 0;
        double read = 0;
        for (int i = 0; i < REPETITIONS; i++) {
            mapped = Math.max(mapped, rate(size, () -> sum(all.features())));
            memory = Math.max(memory, rate(copy.byteSize(), () -> sum(copy)));
            read = Math.max(read, rate(size, () -> sumOf(all.examples())));
        }
        say(
                "store, warm: %.2f GB/s summed in place, %.2f GB/s read as features; an array in memory: %.2f GB/s",
                mapped, read, memory);
    }

    private interface Summing {
        double sum();
    }

    private static double rate(long bytes, Summing loop) {
        long start = System.nanoTime();
        double sum = loop.sum();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("sums of bytes are numbers");
        }
        return bytes / seconds / 1e9;
    }

    private static double sum(MemorySegment bytes) {
        long sum = 0;
        for (long at = 0; at + Long.BYTES <= bytes.byteSize(); at += Long.BYTES) {
            sum += bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
        }
        return sum;
    }

    private static double sumOf(Examples examples) {
        float[] features = new float[examples.featureSize()];
        double sum = 0;
        for (int row = 0; row < examples.size(); row++) {
            examples.features(row, features, 0);
            sum += features[row % features.length];
        }
        return sum;
    }

    private static void write(Path file, int first, int end) throws IOException {
        List<String> users =
                IntStream.range(first, end).mapToObj("f%04d_00"::formatted).toList();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            put(out, "{\"users\": [\"" + String.join("\", \"", users) + "\"], \"num_samples\": [");
            put(
                    out,
                    String.join(
                            ", ",
                            users.stream()
                                    .map(_ -> Integer.toString(IMAGES_PER_WRITER))
                                    .toList()));
            put(out, "], \"user_data\": {");
            SplittableRandom random = new SplittableRandom(first);
            String[] values = new String[256];
            Arrays.setAll(values, pixel -> Double.toString(pixel / 255.0));
            for (int i = 0; i < users.size(); i++) {
                put(out, (i == 0 ? "\"" : ", \"") + users.get(i) + "\": {\"x\": [");
                for (int image = 0; image < IMAGES_PER_WRITER; image++) {
                    put(out, (image == 0 ? "[" : ", [") + image(random, values) + "]");
                }
                put(out, "], \"y\": [" + "0, ".repeat(IMAGES_PER_WRITER - 1) + "61]}");
            }
            put(out, "}}");
        }
    }

    // FEMNIST's images are white for the most part, and grey at the edges of strokes.
    private static String image(SplittableRandom random, String[] values) {
        StringBuilder text = new StringBuilder(6000);
        for (int i = 0; i < 784; i++) {
            int drawn = random.nextInt(100);
            int pixel = drawn < 80 ? 255 : drawn < 88 ? 0 : random.nextInt(256);
            text.append(i == 0 ? "" : ", ").append(values[pixel]);
        }
        return text.toString();
    }

    private static void put(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
