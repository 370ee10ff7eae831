package io.tifl.client.state;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * A small file that a client keeps for itself. It is replaced whole: after a crash, or with a full disk, the one before is
 * still there. Only its owner may read it, where the file system knows owners. What was damaged is not read and not
 * overwritten. One writer at a time.
 *
 * <p>The bytes: {@code TIFLSTA1}, the content, CRC-32C of both as a big-endian number.
 */
public final class StateFile {
    private static final long MAGIC = 0x5449464c53544131L; // TIFLSTA1
    private static final int TRAILER_BYTES = Integer.BYTES;
    private static final int SMALLEST = Long.BYTES + TRAILER_BYTES;

    private final Path path;

    public StateFile(Path path) {
        this.path = path;
    }

    /** Writes the content. */
    @FunctionalInterface
    public interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads the content. */
    @FunctionalInterface
    public interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** A folder for such files, made if it is not there, for its owner only. */
    public static Path folder(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path, ownerOnly(path, "rwx------"));
        }
        return path;
    }

    public boolean exists() {
        return Files.exists(path);
    }

    public void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    /** Replaces the file; on return it is on the disk. */
    public void write(Writing content) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly(path, "rw-------"))) {
            write(content, Channels.newOutputStream(channel));
            channel.force(true);
        }
        try {
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void write(Writing content, OutputStream file) throws IOException {
        CRC32C checksum = new CRC32C();
        DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(file, checksum), 1 << 16));
        out.writeLong(MAGIC);
        content.to(out);
        out.flush();
        out.writeInt((int) checksum.getValue());
        out.flush();
    }

    /**
     * What was written.
     *
     * @throws DamagedStateException if the file is anything else; it stays as it is
     */
    public <T> T read(Reading<T> content) throws IOException {
        check();
        try (InputStream file = Files.newInputStream(path);
                DataInputStream in = new DataInputStream(new BufferedInputStream(file, 1 << 16))) {
            in.readLong();
            T value = content.from(in);
            if (in.readNBytes(TRAILER_BYTES + 1).length != TRAILER_BYTES) {
                throw damaged("it does not end where its content does");
            }
            return value;
        } catch (EOFException | IllegalArgumentException e) {
            throw damaged("its content makes no sense: " + e.getMessage());
        }
    }

    /** Checks the whole file before anything in it is believed. */
    private void check() throws IOException {
        long size = Files.size(path);
        if (size < SMALLEST) {
            throw damaged("it has " + size + " bytes");
        }
        CRC32C checksum = new CRC32C();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path), 1 << 16))) {
            byte[] chunk = new byte[1 << 14];
            for (long left = size - TRAILER_BYTES; left > 0; ) {
                int count = (int) Math.min(chunk.length, left);
                in.readFully(chunk, 0, count);
                checksum.update(chunk, 0, count);
                left -= count;
            }
            if (in.readInt() != (int) checksum.getValue()) {
                throw damaged("its checksum does not match");
            }
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
            if (in.readLong() != MAGIC) {
                throw damaged("it does not begin with TIFLSTA1");
            }
        }
    }

    private DamagedStateException damaged(String how) {
        return new DamagedStateException("the file " + path + " is damaged: " + how
                + ". It was left as it is; move it away to begin without it, or bring back a copy");
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return new FileAttribute<?>[0];
        }
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }
}
