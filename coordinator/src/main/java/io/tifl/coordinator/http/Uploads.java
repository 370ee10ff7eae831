package io.tifl.coordinator.http;

import io.tifl.coordinator.content.Content;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Large replies that come: what has come lies in a file until the rest is there, that of pieces also over a restart of the
 * coordinator. The bytes are hashed as they come, so a whole file need not be read again, and may become the one that the
 * reply is kept in; most of it is on the disk by then. Thread-safe; pieces of one upload come one after the other.
 *
 * <p>No client uses up memory or disk: it needs an order, and of one order's replies some at most are on their way at once,
 * each with one buffer, and only one rests.
 */
final class Uploads {
    private static final Duration REST = Duration.ofHours(1);

    /** A web server hands bytes over in smaller parts than a disk likes. */
    private static final int BUFFER = 256 << 10;

    /** Copies of one reply may come beside each other, but not without end. */
    static final int AT_ONCE = 8;

    private final Path folder;
    private final EarlyWrites early;
    private final ConcurrentHashMap<TaskId, Integer> underWay = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Path, Path> busy = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Path, Hashed> hashes = new ConcurrentHashMap<>();
    private final AtomicLong wholes = new AtomicLong();

    /** The hash of the first bytes of a file; whoever has it removed it from the map. */
    private record Hashed(MessageDigest sha256, AtomicLong bytes) {
        static Hashed nothing() {
            return new Hashed(ClientKey.sha256(), new AtomicLong());
        }

        void add(byte[] some, int length) {
            sha256.update(some, 0, length);
            bytes.addAndGet(length);
        }
    }

    /**
     * @param folder exists, and is this object's alone
     * @param background has files written to the disk while more of them comes
     */
    Uploads(Path folder, Executor background) {
        this.folder = folder;
        this.early = new EarlyWrites(background);
    }

    /** Bytes that have come of the reply with this digest. */
    long offset(TaskId task, String digest) throws IOException {
        return size(file(task, digest));
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }

    /**
     * Goes on with a reply that comes in pieces. One that begins takes the place of another to the same task that rests.
     *
     * @throws ProblemException if another piece is on its way, or all are there and being taken in; or if too many are
     */
    Upload resume(TaskId task, String digest) throws IOException, ProblemException {
        Path file = file(task, digest);
        if (Files.notExists(file)) {
            forgetOthers(task);
        }
        if (busy.putIfAbsent(file, file) != null) {
            throw new ProblemException(409, "upload-offset", "another piece of this reply is on its way")
                    .with("Upload-Offset", Long.toString(size(file)));
        }
        return begin(task, file, true);
    }

    /**
     * Begins a reply that comes in one piece: nothing of it stays if it breaks off.
     *
     * @throws ProblemException if too many are on their way
     */
    Upload whole(TaskId task) throws IOException, ProblemException {
        Path file = folder.resolve("whole-" + wholes.incrementAndGet());
        Files.deleteIfExists(file); // one that a crash left
        busy.put(file, file);
        return begin(task, file, false);
    }

    private Upload begin(TaskId task, Path file, boolean stays) throws ProblemException {
        if (underWay.merge(task, 1, Integer::sum) > AT_ONCE) {
            over(task, file);
            throw ProblemException.unavailable(AT_ONCE + " replies to this task are on their way already");
        }
        return new Upload(task, file, stays);
    }

    private void over(TaskId task, Path file) {
        busy.remove(file);
        underWay.merge(task, -1, Integer::sum);
        underWay.remove(task, 0);
    }

    /** Otherwise a client could fill the disk with beginnings of replies to one task. */
    private void forgetOthers(TaskId task) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix(task) + "*")) {
            for (Path file : files) {
                forgetUnlessBusy(file);
            }
        }
    }

    private void forgetUnlessBusy(Path file) throws IOException {
        if (busy.putIfAbsent(file, file) == null) {
            try {
                hashes.remove(file);
                Files.deleteIfExists(file);
            } finally {
                busy.remove(file);
            }
        }
    }

    /** A reply that nobody else adds to until this is closed. Confined to one thread. */
    final class Upload implements AutoCloseable {
        private final TaskId task;
        private final Path file;
        private boolean stays;

        private Upload(TaskId task, Path file, boolean stays) {
            this.task = task;
            this.file = file;
            this.stays = stays;
        }

        /**
         * Adds a piece.
         *
         * @param length of the whole reply; the caller has seen to it that so much may come
         * @return bytes that are there now
         * @throws ProblemException if the piece does not begin where the last one ended
         */
        long add(long offset, long length, InputStream piece) throws IOException, ProblemException {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (channel.size() != offset) {
                    throw new ProblemException(
                                    409,
                                    "upload-offset",
                                    "the piece begins at " + offset + ", but " + channel.size() + " bytes are there")
                            .with("Upload-Offset", Long.toString(channel.size()));
                }
                Hashed hashed = hashed(file, channel);
                channel.position(offset);
                try {
                    copy(piece, channel, hashed, length - offset);
                } finally {
                    hashes.put(file, hashed);
                }
                long there = channel.size();
                early.grown(file, offset, there);
                return there;
            }
        }

        /**
         * The whole reply, if it has the digest it should have. Its file is kept here no longer than until this is closed:
         * whoever asks keeps it.
         *
         * @throws ProblemException if it is another
         */
        Content take(String digest) throws IOException, ProblemException {
            stays = false;
            Hashed hashed = Objects.requireNonNull(hashes.remove(file), "taken before a piece was added");
            if (!ClientKey.digestText(hashed.sha256().digest()).equals(digest)) {
                throw ProblemException.otherDigest();
            }
            return Content.inFile(file);
        }

        @Override
        public void close() throws IOException {
            try {
                if (!stays) {
                    hashes.remove(file);
                    Files.deleteIfExists(file);
                }
            } finally {
                over(task, file);
            }
        }
    }

    /** The hash of what is there: known, unless a write failed or the coordinator was restarted. */
    private Hashed hashed(Path file, FileChannel channel) throws IOException {
        Hashed known = hashes.remove(file);
        if (known != null && known.bytes().get() == channel.size()) {
            return known;
        }
        Hashed hashed = Hashed.nothing();
        byte[] some = new byte[BUFFER];
        for (int read = channel.read(ByteBuffer.wrap(some)); read >= 0; read = channel.read(ByteBuffer.wrap(some))) {
            hashed.add(some, read);
        }
        return hashed;
    }

    /** What has come of a piece stays, also if it breaks off. */
    private static void copy(InputStream piece, FileChannel channel, Hashed hashed, long most)
            throws IOException, ProblemException {
        byte[] buffer = new byte[Math.clamp(most, 1, BUFFER)];
        long left = most;
        boolean isOver = false;
        while (!isOver) {
            int filled = 0;
            try {
                while (filled < buffer.length && !isOver) {
                    int read = piece.read(buffer, filled, buffer.length - filled);
                    isOver = read < 0;
                    filled += Math.max(read, 0);
                }
            } finally {
                write(buffer, (int) Math.min(filled, left), channel, hashed);
            }
            left -= filled;
            if (left < 0) {
                throw ProblemException.malformed("the reply is longer than its Upload-Length");
            }
        }
    }

    private static void write(byte[] buffer, int length, FileChannel channel, Hashed hashed) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, length);
        while (bytes.hasRemaining()) {
            int _ = channel.write(bytes);
        }
        hashed.add(buffer, length);
    }

    /** Replies, or pieces of one, that are on their way. */
    int underWay() {
        return underWay.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Deletes what has rested for an hour, and says how many that were. */
    int sweep(Instant now) throws IOException {
        int forgotten = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                FileTime changed = Files.getLastModifiedTime(file);
                if (changed.toInstant().plus(REST).isBefore(now)) {
                    forgetUnlessBusy(file);
                    forgotten++;
                }
            }
        }
        return forgotten;
    }

    // What comes from outside is hashed rather than made a file name.
    private Path file(TaskId task, String digest) {
        return folder.resolve(prefix(task) + ClientKey.digest(digest.getBytes(StandardCharsets.UTF_8)));
    }

    private static String prefix(TaskId task) {
        return ClientKey.digest(task.toString().getBytes(StandardCharsets.UTF_8)) + ".";
    }
}
