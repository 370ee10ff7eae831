package io.tifl.aggregation.robust;

import com.sun.management.OperatingSystemMXBean;
import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.kernels.codec.Int8Codec;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * One round of a robust rule over more {@code int8} updates than the heap holds, most of them in the file: how long it takes, how
 * much of the heap, and how fast the disk is beside it.
 *
 * <p>Run with {@code ./mvnw -Pbench -pl aggregation -am test -Dbench=none -Dsecure.bench.skip=false
 * "-Dbench.main=-Xmx2g io.tifl.aggregation.robust.SpilledRoundBenchmark median 1000 25000000 256"}: the rule, how many updates of
 * how many parameters, and the rule's {@code memory-mib}. The file is made in {@code java.io.tmpdir}. Of the median, some columns
 * are checked.
 */
public final class SpilledRoundBenchmark {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Int8Codec CODEC = new Int8Codec();
    private static final int ROW = 512;
    private static final int CHECKED = 64;
    private static final int DISK_BYTES = 1 << 30;
    private static final int DISK_CHUNK = 1 << 20;
    private static final double MIB = 1 << 20;

    private static final LongAccumulator PEAK = new LongAccumulator(Math::max, 0);

    private final Layout layout;
    private final int updates;
    private final RandomGenerator chance = new Seed(1).generator();
    private final MemorySegment drawn;
    private final float[][] checked;

    private SpilledRoundBenchmark(int updates, int size) {
        this.layout = Layout.flat(size);
        this.updates = updates;
        this.drawn =
                CODEC.encode(Cohort.random(1, size, 1).updates().getFirst(), 0).payload();
        this.checked = new float[CHECKED][updates];
    }

    /** A rule, a number of updates, a number of parameters, and MiB of memory. */
    public static void main(String[] arguments) throws IOException, InterruptedException, MalformedUpdateException {
        int updates = Integer.parseInt(arguments[1]);
        int size = Integer.parseInt(arguments[2]);
        measureDisk();
        watchHeap();
        new SpilledRoundBenchmark(updates, size).measure(arguments[0], arguments[3]);
    }

    private void measure(String rule, String mib) throws MalformedUpdateException {
        RuleContext context = RuleContext.of(layout, UpdateLimits.forRound(updates));
        long arriving = 0;
        long reducing = 0;
        long cpu = 0;
        try (Accumulator accumulator = Cohort.rule(rule + " memory-mib=" + mib).open(context)) {
            for (int client = 0; client < updates; client++) {
                EncodedUpdate update = next(client);
                long cpuBegan = SYSTEM.getProcessCpuTime();
                long began = System.nanoTime();
                if (!accumulator.addEncoded(Cohort.claim(client), CODEC, update)) {
                    throw new IllegalStateException("an update was refused");
                }
                arriving += System.nanoTime() - began;
                cpu += SYSTEM.getProcessCpuTime() - cpuBegan;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%d updates of %d parameters arrived: %.0f s, %.0f CPU-s%n",
                    updates,
                    layout.size(),
                    arriving * 1e-9,
                    cpu * 1e-9);
            cpu = SYSTEM.getProcessCpuTime();
            long began = System.nanoTime();
            Aggregate aggregate = accumulator.finish();
            reducing = System.nanoTime() - began;
            cpu = SYSTEM.getProcessCpuTime() - cpu;
            if (rule.equals("median")) {
                check(aggregate.change());
            }
        }
        double encoded = drawn.byteSize() * (double) updates;
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f s, %.0f CPU-s on %d threads; %.2f GB/s of the file, %.2f GB/s of floats%n",
                rule,
                reducing * 1e-9,
                cpu * 1e-9,
                Runtime.getRuntime().availableProcessors(),
                encoded / reducing,
                4.0 * layout.size() * updates / reducing);
        System.out.printf(
                Locale.ROOT,
                "heap: %.0f MiB at most, of %.0f MiB%n",
                PEAK.get() / MIB,
                Runtime.getRuntime().maxMemory() / MIB);
    }

    /** Random codes on the grids of one Gaussian update. */
    private EncodedUpdate next(int client) throws MalformedUpdateException {
        MemorySegment payload =
                MemorySegment.ofArray(new byte[(int) drawn.byteSize()]).copyFrom(drawn);
        int rowBytes = ROW + 2 * Float.BYTES;
        for (long row = 0; row + rowBytes <= payload.byteSize(); row += rowBytes) {
            for (int at = 0; at < ROW; at += Long.BYTES) {
                payload.set(ValueLayout.JAVA_LONG_UNALIGNED, row + at, chance.nextLong());
            }
        }
        EncodedUpdate update = new EncodedUpdate(Int8Codec.NAME, layout.fingerprint(), payload);
        for (int i = 0; i < CHECKED; i++) {
            float[] value = new float[1];
            CODEC.ranges(layout).decode(update, column(i), MemorySegment.ofArray(value));
            checked[i][client] = value[0];
        }
        return update;
    }

    private int column(int number) {
        return (int) ((long) number * (layout.size() - 1) / (CHECKED - 1));
    }

    private void check(Parameters median) {
        for (int i = 0; i < CHECKED; i++) {
            Arrays.sort(checked[i]);
            float expected = (float) (((double) checked[i][(updates - 1) / 2] + checked[i][updates / 2]) / 2);
            if (median.get(column(i)) != expected) {
                throw new IllegalStateException(
                        "column " + column(i) + " has median " + expected + ", not " + median.get(column(i)));
            }
        }
        System.out.printf(Locale.ROOT, "%d columns are as they should be%n", CHECKED);
    }

    /** Looks at the heap every few milliseconds, garbage included. */
    private static void watchHeap() {
        Runtime runtime = Runtime.getRuntime();
        Thread _ = Thread.ofPlatform().daemon().start(() -> {
            while (true) {
                PEAK.accumulate(runtime.totalMemory() - runtime.freeMemory());
                LockSupport.parkNanos(5_000_000);
            }
        });
    }

    /** Reads past all caches with {@code dd}, since Java cannot. */
    private static void measureDisk() throws IOException, InterruptedException {
        Path file = Files.createTempFile("tifl-disk-", ".bin");
        try {
            ByteBuffer chunk = ByteBuffer.allocateDirect(DISK_CHUNK);
            long began = System.nanoTime();
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                for (long at = 0; at < DISK_BYTES; at += channel.write(chunk.clear(), at)) {}
                channel.force(true);
            }
            double written = DISK_BYTES / (double) (System.nanoTime() - began);
            began = System.nanoTime();
            int code = new ProcessBuilder("dd", "if=" + file, "of=/dev/null", "bs=1M", "iflag=direct")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            double read = code == 0 ? DISK_BYTES / (double) (System.nanoTime() - began) : Double.NaN;
            System.out.printf(
                    Locale.ROOT, "disk: written at %.2f GB/s, read past all caches at %.2f GB/s%n", written, read);
        } finally {
            Files.delete(file);
        }
    }
}
