package io.tifl.coordinator.http;

import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Replies that come in pieces: what has come lies in a file until the rest is there, also over a restart of the
 * coordinator. Thread-safe; pieces of one upload come one after the other.
 */
final class Uploads {
    private static final Duration REST = Duration.ofHours(1);
    private static final int PIECE = 256 << 10;

    private final Path folder;
    private final ConcurrentHashMap<Path, Path> busy = new ConcurrentHashMap<>();

    /** @param folder exists, and is this object's alone */
    Uploads(Path folder) {
        this.folder = folder;
    }

    /** Bytes that have come of the reply with this digest. */
    long offset(TaskId task, String digest) throws IOException {
        try {
            return Files.size(file(task, digest));
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    /**
     * Adds a piece.
     *
     * @param length of the whole reply; the caller has seen to it that so much may come
     * @return bytes that are there now
     * @throws ProblemException if the piece does not begin where the last one ended, or another one is on its way
     */
    long add(TaskId task, String digest, long offset, long length, InputStream piece)
            throws IOException, ProblemException {
        Path file = file(task, digest);
        if (busy.putIfAbsent(file, file) != null) {
            throw new ProblemException(409, "upload-offset", "another piece of this reply is on its way")
                    .with("Upload-Offset", Long.toString(offset(task, digest)));
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (channel.size() != offset) {
                throw new ProblemException(
                                409,
                                "upload-offset",
                                "the piece begins at " + offset + ", but " + channel.size() + " bytes are there")
                        .with("Upload-Offset", Long.toString(channel.size()));
            }
            channel.position(offset);
            copy(piece, channel, length - offset);
            return channel.size();
        } finally {
            busy.remove(file);
        }
    }

    private static void copy(InputStream piece, FileChannel channel, long most) throws IOException, ProblemException {
        byte[] buffer = new byte[64 << 10];
        long left = most;
        int read = piece.read(buffer);
        while (read >= 0) {
            left -= read;
            if (left < 0) {
                throw ProblemException.malformed("the reply is longer than its Upload-Length");
            }
            ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
            while (bytes.hasRemaining()) {
                int _ = channel.write(bytes);
            }
            read = piece.read(buffer);
        }
    }

    /**
     * The whole reply, if it has the digest it should have. It is kept here no longer: whoever asks keeps it, and the disk is
     * spared what it has not written yet.
     *
     * @throws ProblemException if it is another
     */
    byte[] take(TaskId task, String digest) throws IOException, ProblemException {
        Path file = file(task, digest);
        MessageDigest sha256 = ClientKey.sha256();
        byte[] message = read(file, sha256);
        Files.delete(file);
        if (!ClientKey.digestText(sha256.digest()).equals(digest)) {
            throw ProblemException.otherDigest();
        }
        return message;
    }

    // In pieces that are still in the processor's cache when they are hashed.
    private static byte[] read(Path file, MessageDigest sha256) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            byte[] message = new byte[Math.toIntExact(channel.size())];
            int at = 0;
            while (at < message.length) {
                int read = channel.read(ByteBuffer.wrap(message, at, Math.min(PIECE, message.length - at)));
                if (read < 0) {
                    throw new EOFException(file + " became shorter while it was read");
                }
                sha256.update(message, at, read);
                at += read;
            }
            return message;
        }
    }

    /** Deletes what has rested for an hour. */
    void sweep(Instant now) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                FileTime changed = Files.getLastModifiedTime(file);
                if (changed.toInstant().plus(REST).isBefore(now) && !busy.containsKey(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    // A digest comes from outside, so it is hashed with the rest rather than made a file name.
    private Path file(TaskId task, String digest) {
        MessageDigest sha256 = ClientKey.sha256();
        sha256.update(task.toString().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) '\n');
        byte[] name = sha256.digest(digest.getBytes(StandardCharsets.UTF_8));
        return folder.resolve(Base64.getUrlEncoder().withoutPadding().encodeToString(name));
    }
}
