package io.tifl.experiments.benchmark.lead;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Documents as files of a folder, each replaced as a whole. One process at a time has the folder.
 *
 * <p>A file is its format's number, its revision, its label and its content.
 */
public final class FolderShelf implements Shelf, AutoCloseable {
    private static final int FORMAT = 1;
    private static final String ENDING = ".doc";

    private final Path folder;
    private final Optional<FileChannel> lockFile;

    /** @param lockFile held by whoever may write */
    private FolderShelf(Path folder, Optional<FileChannel> lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** For reading only, also while another process writes; empty if the folder is not there. */
    public static FolderShelf reading(Path folder) {
        return new FolderShelf(folder, Optional.empty());
    }

    /** @throws IOException if it cannot be made or written, or another process has it */
    public static FolderShelf open(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderShelf(folder, Optional.of(channel));
            }
        } catch (OverlappingFileLockException _) {
            // This very process has it.
        }
        channel.close();
        throw new IOException(folder + " is in use by another leader");
    }

    @Override
    public synchronized boolean create(String collection, String id, String label, byte[] content) throws IOException {
        if (get(collection, id).isPresent()) {
            return false;
        }
        write(collection, new Sheet(id, label, 1, content));
        return true;
    }

    @Override
    public synchronized boolean replace(String collection, String id, long revision, String label, byte[] content)
            throws IOException {
        Optional<Sheet> now = get(collection, id);
        if (now.isEmpty() || now.get().revision() != revision) {
            return false;
        }
        write(collection, new Sheet(id, label, revision + 1, content));
        return true;
    }

    @Override
    public synchronized void delete(String collection, String id) throws IOException {
        if (lockFile.isEmpty()) {
            throw new IOException(folder + " is open for reading only");
        }
        Files.deleteIfExists(file(collection, id));
    }

    @Override
    public synchronized Optional<Sheet> get(String collection, String id) throws IOException {
        Path file = file(collection, id);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
        return Optional.of(sheet(file, id, bytes));
    }

    private static Sheet sheet(Path file, String id, byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IOException("format " + format + ", expected " + FORMAT);
            }
            long revision = in.readLong();
            String label = in.readUTF();
            byte[] content = new byte[in.readInt()];
            in.readFully(content);
            return new Sheet(id, label, revision, content);
        } catch (IOException | NegativeArraySizeException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized List<Sheet> page(String collection, Optional<String> label, Optional<String> after, int limit)
            throws IOException {
        Path place = folder.resolve(collection);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        List<Sheet> page = new ArrayList<>();
        for (String id : ids(place)) {
            if (page.size() < limit && (after.isEmpty() || id.compareTo(after.get()) > 0)) {
                get(collection, id)
                        .filter(sheet -> label.isEmpty() || label.get().equals(sheet.label()))
                        .ifPresent(page::add);
            }
        }
        return page;
    }

    private static List<String> ids(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    private void write(String collection, Sheet sheet) throws IOException {
        if (lockFile.isEmpty()) {
            throw new IOException(folder + " is open for reading only");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeLong(sheet.revision());
            out.writeUTF(sheet.label());
            out.writeInt(sheet.content().length);
            out.write(sheet.content());
        }
        Path file = file(collection, sheet.id());
        Path place = Files.createDirectories(folder.resolve(collection));
        Path part = place.resolve(sheet.id() + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path file(String collection, String id) {
        if (!id.matches("[A-Za-z0-9._-]+") || id.startsWith(".")) {
            throw new IllegalArgumentException(
                    "a document is named by letters, digits, dots, hyphens and underscores, got '" + id + "'");
        }
        return folder.resolve(collection).resolve(id + ENDING);
    }

    @Override
    public void close() throws IOException {
        if (lockFile.isPresent()) {
            lockFile.get().close();
        }
    }
}
