package io.tifl.leaf.json;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * LEAF's JSON as a set: one file, or the files of a folder in the order of their numbers, plain or gzipped.
 *
 * <p>An object's entries may come in any order, but {@code hierarchies} may not come after {@code user_data} where
 * {@code users} came before. Users come in the order of {@code users}; data in another order are held in memory until their
 * turn, those in LEAF's order are not. Nothing may be missing, doubled or out of range, but for what LEAF's own scripts are
 * known to write: see {@link #remarks()}.
 */
public final class LeafJsonSource implements SetSource {
    private static final int BUFFER = 1 << 16;

    private final List<Path> files;
    private final LeafCodec codec;
    private final List<String> origin;
    private final List<String> remarks = new ArrayList<>();

    private LeafJsonSource(List<Path> files, LeafCodec codec, List<String> origin) {
        this.files = files;
        this.codec = codec;
        this.origin = origin;
    }

    /**
     * Reads the files once, for their checksums.
     *
     * @param fileOrFolder a JSON file, or a folder of them such as LEAF's {@code all_data} or {@code train}
     * @throws IOException if there are none, or they cannot be read
     * @throws InterruptedException if interrupted
     */
    public static LeafJsonSource open(Path fileOrFolder, LeafCodec codec, ReadProgress progress)
            throws IOException, InterruptedException {
        List<Path> files = LeafFiles.of(fileOrFolder);
        List<String> origin = new ArrayList<>();
        origin.add("leaf-json " + codec.form());
        for (Path file : files) {
            origin.add("file " + file.getFileName() + " sha256 " + sha256(file, progress));
        }
        return new LeafJsonSource(files, codec, List.copyOf(origin));
    }

    private static String sha256(Path file, ReadProgress progress) throws IOException, InterruptedException {
        MessageDigest digest = Checksums.digest("SHA-256");
        byte[] chunk = new byte[BUFFER];
        try (InputStream in = new Watched(file, "checking", progress)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
        } catch (InterruptedIOException e) {
            throw interrupted(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static InterruptedException interrupted(InterruptedIOException cause) {
        InterruptedException interrupted = new InterruptedException(cause.getMessage());
        interrupted.initCause(cause);
        return interrupted;
    }

    @Override
    public Form form() {
        return codec.form();
    }

    @Override
    public List<String> origin() {
        return origin;
    }

    /** How many files there are. */
    public int fileCount() {
        return files.size();
    }

    /**
     * What the last reading found odd but known: samples counted 79 too many in Shakespeare's test files, all of a user's
     * comments counted in each of Reddit's, users without examples that are not listed.
     */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        remarks.clear();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            try (InputStream in = open(file, progress);
                    JsonIn json = new JsonIn(name, in)) {
                new LeafJsonFile(name, json, codec, sink, remarks).read();
            } catch (InterruptedIOException e) {
                throw interrupted(e);
            } catch (EOFException | ZipException e) {
                throw new IOException(file + " is cut off or damaged: " + e.getMessage(), e);
            } catch (IOException e) {
                if (e.getCause() != null && e.getCause().getCause() instanceof InterruptedIOException stopped) {
                    throw interrupted(stopped);
                }
                throw e;
            }
        }
    }

    private static InputStream open(Path file, ReadProgress progress) throws IOException {
        InputStream in = new Watched(file, "reading", progress);
        if (!file.toString().endsWith(".gz")) {
            return in;
        }
        try {
            return new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Tells how far it is, and ends early where its thread is interrupted. */
    private static final class Watched extends FilterInputStream {
        private final String what;
        private final long size;
        private final ReadProgress progress;
        private long done;

        Watched(Path file, String what, ReadProgress progress) throws IOException {
            super(Files.newInputStream(file));
            this.what = what + " " + file.getFileName();
            this.size = Files.size(file);
            this.progress = progress;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (Thread.interrupted()) {
                throw new InterruptedIOException("interrupted while " + what);
            }
            int read = super.read(into, offset, length);
            long before = done >> 20;
            done += Math.max(0, read);
            if (done >> 20 != before) {
                progress.at(what, done, size);
            }
            return read;
        }
    }
}
