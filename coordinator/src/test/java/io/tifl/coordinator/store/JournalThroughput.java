package io.tifl.coordinator.store;

import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * How many replies of 1 KB a second the journal keeps on SQLite, each forced to the disk before it is acknowledged, beside
 * how often a second this disk can be forced at all: {@code ./mvnw -Pbench -pl coordinator -am test -Dbench=none}.
 */
final class JournalThroughput {
    private static final int REPLY_BYTES = 1024;
    private static final Duration EACH = Duration.ofSeconds(8);

    private JournalThroughput() {}

    /** @param arguments the folder to work in; a new one among the temporary ones if absent */
    public static void main(String[] arguments) throws Exception {
        Path folder = arguments.length > 0
                ? Files.createDirectories(Path.of(arguments[0]))
                : Files.createTempDirectory("journal-throughput");
        try {
            System.out.printf("forced writes of 4 KB a second: %.0f%n", forcedPerSecond(folder.resolve("forced")));
            System.out.println("threads  replies/s");
            for (int threads : List.of(1, 10, 100, 1000)) {
                measure(folder.resolve("data"), threads, Duration.ofSeconds(3)); // warms up
                System.out.printf("%7d  %9.0f%n", threads, measure(folder.resolve("data"), threads, EACH));
            }
        } finally {
            delete(folder);
        }
    }

    private static double forcedPerSecond(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long began = System.nanoTime();
            int times = 0;
            while (System.nanoTime() - began < Duration.ofSeconds(2).toNanos()) {
                channel.write(ByteBuffer.allocate(4096), 4096L * (times++ % 1000));
                channel.force(false);
            }
            return times * 1e9 / (System.nanoTime() - began);
        }
    }

    private static double measure(Path data, int threads, Duration length) throws Exception {
        try (Store store = Store.open(StoreSettings.in(data), InstantSource.system())) {
            Lease lease =
                    store.leadership().tryAcquire("one", Duration.ofHours(1)).orElseThrow();
            AtomicLong kept = new AtomicLong();
            long began = System.nanoTime();
            long end = began + length.toNanos();
            JobId job = new JobId("job-" + began);
            List<Future<?>> all = new ArrayList<>();
            try (ReplyJournal journal = store.journal(lease);
                    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < threads; i++) {
                    int client = i;
                    all.add(executor.submit(() -> {
                        for (long round = 0; System.nanoTime() < end; round++) {
                            TaskId task = new TaskId(job, round, Samples.client(client));
                            journal.journal(task, "digest", new byte[REPLY_BYTES], Duration.ZERO);
                            kept.incrementAndGet();
                        }
                        return null;
                    }));
                }
            }
            for (Future<?> one : all) {
                one.get();
            }
            return kept.get() * 1e9 / (System.nanoTime() - began);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
