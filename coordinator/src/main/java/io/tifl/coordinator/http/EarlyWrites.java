package io.tifl.coordinator.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has files that grow written to the disk while more of them comes: whoever forces one in the end waits for the rest only.
 * Nothing is promised, so no fault is told; the last force will tell. At most one write of a file is under way. Thread-safe.
 */
final class EarlyWrites {
    /** Between the beginnings of two writes of one file, so many bytes have come at least. */
    static final long STEP = 4 << 20;

    private final Executor background;
    private final Set<Path> underWay = ConcurrentHashMap.newKeySet();

    EarlyWrites(Executor background) {
        this.background = background;
    }

    /** A file has grown: begins to write it if it is worth it. */
    void grown(Path file, long from, long to) {
        if (from / STEP < to / STEP) {
            begin(file);
        }
    }

    private void begin(Path file) {
        if (!underWay.add(file)) {
            return;
        }
        try {
            background.execute(() -> write(file));
        } catch (RejectedExecutionException _) {
            underWay.remove(file);
        }
    }

    // By a channel of its own: one that is closed waits for its forces.
    private void write(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(false);
        } catch (IOException _) {
            // It is gone already, or the disk is at fault: the last force will tell.
        } finally {
            underWay.remove(file);
        }
    }
}
