package io.tifl.coordinator.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Where SQLite's driver puts its native library. It unpacks a copy at each start and deletes it at an orderly end; after a
 * kill it stays, so the folder is our own and old copies go at the next start.
 */
final class NativeLibrary {
    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final int STARTING_SECONDS = 600;

    private NativeLibrary() {}

    static void placeIn(Path folder) throws IOException {
        Files.createDirectories(folder);
        forgetOld(folder);
        if (System.getProperty(FOLDER) == null) {
            System.setProperty(FOLDER, folder.toString());
        }
    }

    // One that a running process has loaded may go as well, where the system allows it at all; one that a process is
    // about to load may not.
    private static void forgetOld(Path folder) throws IOException {
        Instant limit = Instant.now().minusSeconds(STARTING_SECONDS);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    deleteIfPossible(file);
                }
            }
        }
    }

    @SuppressWarnings("EmptyCatch") // Windows keeps files that are in use; the next start tries again
    private static void deleteIfPossible(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // nothing is lost but room
        }
    }
}
