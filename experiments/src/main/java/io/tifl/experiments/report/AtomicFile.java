package io.tifl.experiments.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Writes files that are there whole or not at all, whatever interrupts the program. */
public final class AtomicFile {
    private AtomicFile() {}

    /** As {@link #write(Path, byte[])}, in UTF-8. */
    public static void write(Path file, String content) throws IOException {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /** Replaces the file, or creates it and its folder. When this throws, the file is what it was before. */
    public static void write(Path file, byte[] content) throws IOException {
        Path whole = file.toAbsolutePath();
        Files.createDirectories(Objects.requireNonNull(whole.getParent(), "a root folder is no file"));
        Path part = whole.resolveSibling("." + file.getFileName() + "." + writer() + ".part");
        try {
            fill(part, content);
            move(part, file);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Tells apart the parts of two who write the same file at once. */
    private static String writer() {
        return ProcessHandle.current().pid() + "-" + Thread.currentThread().threadId();
    }

    private static void fill(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
