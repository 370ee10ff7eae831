package io.tifl.coordinator.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Lets one process after another, and one thread of it after another, do something with a folder. */
final class FolderLock {
    private static final Lock IN_THIS_PROCESS = new ReentrantLock();

    private FolderLock() {}

    /** What is done under the lock. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    @SuppressWarnings("try") // the lock is held, not used
    static void with(Path folder, Work work) throws IOException {
        IN_THIS_PROCESS.lock();
        try (FileChannel file = FileChannel.open(
                        folder.resolve("migration.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = file.lock()) {
            work.run();
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }
}
