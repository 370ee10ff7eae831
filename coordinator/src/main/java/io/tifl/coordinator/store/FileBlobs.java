package io.tifl.coordinator.store;

import io.tifl.coordinator.content.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * Blobs as files: {@code ab/abcdef...}, in folders named by their first two digits.
 *
 * <p>A file is written under another name, forced to the disk, renamed, and its folder forced too: under its own name it is
 * there whole or not at all. Content that lies in a file already is not written again: that file is forced and renamed.
 */
final class FileBlobs implements Blobs {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");
    private static final boolean FOLDERS_CAN_BE_FORCED =
            !System.getProperty("os.name", "").startsWith("Windows");

    private static final int PIECE = 1 << 20;

    // Parts of all that write into one folder have different names.
    private static final String WRITER =
            ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-";
    private static final AtomicLong WRITTEN = new AtomicLong();

    private final Path folder;
    private final Path parts;

    private FileBlobs(Path folder) {
        this.folder = folder;
        this.parts = folder.resolve("part");
    }

    /** Opens a folder of blobs, which is created if need be; what an interrupted program left half-written goes. */
    static FileBlobs in(Path folder, Instant now) throws IOException {
        FileBlobs blobs = new FileBlobs(folder);
        Files.createDirectories(blobs.parts);
        blobs.forgetParts(now.minusSeconds(3600));
        return blobs;
    }

    // Not all: another coordinator may be writing one right now.
    private void forgetParts(Instant limit) throws IOException {
        for (Path part : filesBefore(parts, limit)) {
            Files.deleteIfExists(part);
        }
    }

    /** The file of a blob, there or not. */
    Path file(String name) {
        return folder.resolve(name.substring(0, 2)).resolve(name);
    }

    @Override
    public void put(Blob blob) throws IOException {
        Path file = file(blob.name());
        if (!touched(file, blob)) {
            keep(file, blob.content());
        }
        // Even if it was there: whoever wrote it may have been stopped before this.
        force(file.resolveSibling(""));
    }

    @Override
    public Blob write(long bytes, Writing writing) throws IOException {
        if (bytes < Content.LARGE) {
            Blob blob = Blob.written(bytes, writing);
            put(blob);
            return blob;
        }
        Path part = newPart();
        try {
            Blob blob = Blob.named(filled(part, writing), Content.inFile(part));
            put(blob);
            return new Blob(blob.name(), blob.content().withoutFile());
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path newPart() {
        return parts.resolve(WRITER + WRITTEN.incrementAndGet());
    }

    /** The hash of what was written. */
    private static byte[] filled(Path part, Writing writing) throws IOException {
        try (FileChannel file = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            HashedChannel channel = new HashedChannel(file);
            writing.to(channel);
            return channel.sha256();
        }
    }

    /** Makes a blob that is there a young one; false if it is not there, be it that it was deleted just now. */
    private static boolean touched(Path file, Blob blob) throws IOException {
        try {
            if (!isThere(file, blob)) {
                return false;
            }
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return true;
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private static boolean isThere(Path file, Blob blob) throws IOException {
        try {
            return Files.size(file) == blob.length();
        } catch (NoSuchFileException _) {
            return false;
        }
    }

    private void keep(Path file, Content content) throws IOException {
        makeFolderOf(file);
        if (content.file().isEmpty() || !renamed(content.file().get(), file)) {
            write(file, content.bytes());
        }
    }

    /** Makes a file the blob's; false if it lies on another file system. */
    private static boolean renamed(Path given, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(given, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(given, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (AtomicMoveNotSupportedException _) {
            return false;
        }
    }

    private void write(Path file, ByteBuffer bytes) throws IOException {
        Path part = newPart();
        try {
            fill(part, bytes);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void makeFolderOf(Path file) throws IOException {
        Path own = file.resolveSibling("");
        if (!Files.isDirectory(own)) {
            try {
                Files.createDirectory(own);
            } catch (FileAlreadyExistsException _) {
                return; // another thread was faster
            }
            force(folder);
        }
    }

    private static void fill(Path part, ByteBuffer bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            // In pieces: the JDK copies all that is left to memory outside the heap, and keeps that.
            int at = 0;
            while (at < bytes.limit()) {
                at += channel.write(bytes.slice(at, Math.min(PIECE, bytes.limit() - at)));
            }
            channel.force(true);
        }
    }

    private static void force(Path folder) throws IOException {
        if (FOLDERS_CAN_BE_FORCED) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    @Override
    public void ensure(Transaction transaction, Blob blob) throws IOException {
        if (!isThere(file(blob.name()), blob)) {
            // Its file was the one that is gone; a mapping of that one still has the bytes.
            put(new Blob(blob.name(), blob.content().withoutFile()));
        }
    }

    @Override
    public ReadableByteChannel open(String name, long offset) throws IOException {
        FileChannel channel = FileChannel.open(file(name), StandardOpenOption.READ);
        channel.position(offset);
        return channel;
    }

    @Override
    public ByteBuffer read(String name) throws IOException {
        return Content.read(file(name));
    }

    @Override
    public void delete(Transaction transaction, List<String> names) throws IOException {
        for (String name : names) {
            Files.deleteIfExists(file(name));
        }
    }

    @Override
    public List<String> writtenBefore(Instant limit) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, "[0-9a-f][0-9a-f]")) {
            for (Path one : folders) {
                filesBefore(one, limit).forEach(file -> names.add(file.getFileName() + ""));
            }
        }
        names.removeIf(name -> !NAME.matcher(name).matches());
        return names;
    }

    private static List<Path> filesBefore(Path folder, Instant limit) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
                    found.add(file);
                }
            }
        }
        return found;
    }
}
