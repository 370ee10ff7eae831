package io.tifl.coordinator.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The most memory a process of Linux had resident, looked at ten times a second until closed. Thread-safe. */
final class ProcessMemory implements AutoCloseable {
    private final Path status;
    private final Thread watcher;
    private volatile long peakKibibytes;
    private volatile long peakAnonymousKibibytes;
    private volatile long peakMappedKibibytes;

    ProcessMemory(Process process) {
        status = Path.of("/proc/" + process.pid() + "/status");
        watcher = Thread.ofPlatform().daemon().start(this::watch);
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                for (String line : Files.readAllLines(status)) {
                    look(line);
                }
                Thread.sleep(100);
            }
        } catch (IOException | InterruptedException _) {
            // The process is gone, or nobody asks any more.
        }
    }

    private void look(String line) {
        if (line.startsWith("VmHWM:")) {
            peakKibibytes = kibibytes(line);
        } else if (line.startsWith("RssAnon:")) {
            peakAnonymousKibibytes = Math.max(peakAnonymousKibibytes, kibibytes(line));
        } else if (line.startsWith("RssFile:")) {
            peakMappedKibibytes = Math.max(peakMappedKibibytes, kibibytes(line));
        }
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    /** Bytes of memory of its own, heap and native; pages of mapped files, which the system may take back, are not counted. */
    long peakAnonymousBytes() {
        return peakAnonymousKibibytes << 10;
    }

    /** Bytes in all, by the system's own count. */
    long peakBytes() {
        return peakKibibytes << 10;
    }

    @Override
    public void close() {
        watcher.interrupt();
    }

    @Override
    public String toString() {
        return "VmHWM %s, most RssAnon %s, most RssFile %s"
                .formatted(gibibytes(peakKibibytes), gibibytes(peakAnonymousKibibytes), gibibytes(peakMappedKibibytes));
    }

    private static String gibibytes(long kibibytes) {
        return String.format(Locale.ROOT, "%.2f GiB", kibibytes / (double) (1 << 20));
    }
}
