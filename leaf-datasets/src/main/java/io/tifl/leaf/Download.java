package io.tifl.leaf;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Downloads files, resuming what was cut off before.
 *
 * <p>Bytes go to {@code NAME.part}; only a file whose SHA-256 is right is moved, in one step, to its name. A part with a
 * wrong checksum is deleted, a part that is too short is kept and resumed by the next attempt. Mirrors are tried in turn. Of a
 * file without a known checksum the server says the length, and the checksum found is kept ({@link FirstUse}).
 * Thread-safe, but two downloads of one file to one folder at a time are refused.
 *
 * @param connectTimeout the longest wait for a connection
 * @param stallTimeout the longest wait for the next byte
 */
public record Download(Duration connectTimeout, Duration stallTimeout, Progress progress) {
    private static final int CHUNK = 1 << 16;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final long MAX_UNVERIFIED = 1L << 37;

    public Download {
        if (!connectTimeout.isPositive() || !stallTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "timeouts must be positive, got " + connectTimeout + " and " + stallTimeout);
        }
    }

    public static Download with(Progress progress) {
        return new Download(Duration.ofSeconds(20), Duration.ofSeconds(60), progress);
    }

    /**
     * Fetches a file into a folder, which is made where it is missing.
     *
     * @return where it is
     * @throws IOException saying for every mirror what went wrong, if none delivered the file
     */
    public Path fetch(RemoteFile file, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve(file.name() + ".part");
        try (FileChannel out = openLocked(part)) {
            fetchFromAny(file, out);
            out.force(true);
            if (!file.isVerified()) {
                FirstUse.keep(folder.resolve(file.name()), sha256(out));
            }
        } catch (IOException e) {
            deleteIfEmpty(part);
            throw e;
        }
        return Files.move(part, folder.resolve(file.name()), StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileChannel openLocked(Path part) throws IOException {
        FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(part + " is being downloaded by another thread", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException(part + " is being downloaded by another process");
    }

    private static void deleteIfEmpty(Path part) throws IOException {
        if (Files.isRegularFile(part) && Files.size(part) == 0) {
            Files.delete(part);
        }
    }

    private void fetchFromAny(RemoteFile file, FileChannel out) throws IOException {
        List<String> failures = new ArrayList<>();
        for (URI mirror : file.mirrors()) {
            try {
                fetchFrom(mirror, file, out);
                return;
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                failures.add(mirror + ": " + e.getMessage());
            }
        }
        throw new IOException("could not download " + file.name() + ": " + String.join("; ", failures));
    }

    private void fetchFrom(URI mirror, RemoteFile file, FileChannel out) throws IOException {
        if (!file.isVerified()) {
            transfer(mirror, file, out);
            return;
        }
        if (out.size() > file.bytes()) {
            out.truncate(0);
        }
        boolean isResumed = out.size() > 0;
        transfer(mirror, file, out);
        String actual = sha256(out);
        if (!actual.equals(file.sha256()) && isResumed) {
            // What was kept from before may have come from elsewhere; once more, from the start.
            out.truncate(0);
            transfer(mirror, file, out);
            actual = sha256(out);
        }
        if (!actual.equals(file.sha256())) {
            out.truncate(0);
            throw new IOException("wrong checksum, expected SHA-256 " + file.sha256() + ", got " + actual);
        }
    }

    private void transfer(URI mirror, RemoteFile file, FileChannel out) throws IOException {
        long have = out.size();
        if (have == file.bytes()) {
            return;
        }
        HttpURLConnection connection = open(mirror, have);
        try {
            if (connection.getResponseCode() != RANGE_NOT_SATISFIABLE) {
                receive(connection, file, out, have);
            } else if (!("bytes */" + have).equals(connection.getHeaderField("Content-Range"))) {
                out.truncate(0);
                throw new IOException("has nothing from byte " + have + " on; begin again");
            }
        } finally {
            connection.disconnect();
        }
    }

    private void receive(HttpURLConnection connection, RemoteFile file, FileChannel out, long have) throws IOException {
        long start = startOf(connection, have);
        long said = connection.getContentLengthLong();
        long all = file.isVerified() || said < 0 ? file.bytes() : start + said;
        try (InputStream in = new BufferedInputStream(connection.getInputStream(), CHUNK)) {
            out.truncate(start);
            copy(in, file, all < 0 ? MAX_UNVERIFIED : all, out);
        }
        if (out.size() < all) {
            throw new EOFException("cut off after " + out.size() + " of " + all + " bytes");
        }
    }

    private HttpURLConnection open(URI mirror, long have) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) mirror.toURL().openConnection();
        connection.setConnectTimeout(millis(connectTimeout));
        connection.setReadTimeout(millis(stallTimeout));
        connection.setRequestProperty("Accept-Encoding", "identity");
        if (have > 0) {
            connection.setRequestProperty("Range", "bytes=" + have + "-");
        }
        int status = connection.getResponseCode();
        boolean isPastTheEnd = status == RANGE_NOT_SATISFIABLE && have > 0;
        if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL && !isPastTheEnd) {
            connection.disconnect();
            throw new IOException("HTTP status " + status + ", expected 200 or 206");
        }
        return connection;
    }

    private static int millis(Duration duration) {
        return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
    }

    // A server without ranges answers 200 with the whole file.
    private static long startOf(HttpURLConnection connection, long have) throws IOException {
        if (connection.getResponseCode() == HttpURLConnection.HTTP_OK) {
            return 0;
        }
        String range = connection.getHeaderField("Content-Range");
        if (range == null || !range.startsWith("bytes " + have + "-")) {
            throw new IOException("asked for bytes from " + have + ", got range '" + range + "'");
        }
        return have;
    }

    private void copy(InputStream in, RemoteFile file, long all, FileChannel out) throws IOException {
        out.position(out.size());
        progress.at(file, out.size());
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            if (out.position() + read > all) {
                out.truncate(0);
                throw new IOException("longer than the expected " + all + " bytes");
            }
            ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            progress.at(file, out.position());
        }
    }

    private static String sha256(FileChannel file) throws IOException {
        MessageDigest digest = Checksums.digest("SHA-256");
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
        for (long position = 0; file.read(chunk, position) >= 0; chunk.clear()) {
            position += chunk.position();
            digest.update(chunk.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
