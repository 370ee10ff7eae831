package io.tifl.leaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Trust on first use: the checksum of a file that nobody published one for is kept beside it, in {@code NAME.sha256} as
 * {@code sha256sum} writes and checks it, and the file must have it from then on.
 */
final class FirstUse {
    private static final int DIGITS = 64;

    private FirstUse() {}

    static void keep(Path file, String sha256) throws IOException {
        Path kept = beside(file, ".sha256");
        Path part = beside(file, ".sha256.part");
        Files.writeString(part, sha256 + "  " + file.getFileName() + "\n");
        Files.move(part, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    /** @throws IOException if a checksum is kept and the file has another */
    static void check(Path file) throws IOException {
        Path kept = beside(file, ".sha256");
        if (!Files.isRegularFile(kept)) {
            return;
        }
        String expected = Files.readString(kept);
        String actual = Checksums.sha256(file);
        if (!expected.startsWith(actual)) {
            throw new IOException(file + " has SHA-256 " + actual + ", but had "
                    + expected.substring(0, Math.min(DIGITS, expected.length())) + " when it was first used, as " + kept
                    + " says; delete the file to download it again, or that note to trust it");
        }
    }

    static void checkOrKeep(Path file) throws IOException {
        if (Files.isRegularFile(beside(file, ".sha256"))) {
            check(file);
        } else {
            keep(file, Checksums.sha256(file));
        }
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
