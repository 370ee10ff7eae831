package io.tifl.leaf.raw;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A zip archive that is not trusted: names of entries that lead elsewhere or come twice are refused, every entry has a limit,
 * and what is read is checked against the archive's CRC. Confined to one thread.
 */
final class SafeZip implements Closeable {
    private final Path file;
    private final Limits limits;
    private final ZipFile zip;
    private final List<String> names;

    private SafeZip(Path file, Limits limits, ZipFile zip, Predicate<String> wanted) throws IOException {
        this.file = file;
        this.limits = limits;
        this.zip = zip;
        this.names = names(wanted);
    }

    /** @throws IOException if the archive is cut off, damaged or not to be trusted */
    static SafeZip open(Path file, Limits limits) throws IOException {
        return open(file, limits, _ -> true);
    }

    /**
     * Opens it for some of its files.
     *
     * @param wanted the names {@link #sortedNames} is to list
     */
    static SafeZip open(Path file, Limits limits, Predicate<String> wanted) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new IOException(file + " is cut off or no zip archive: " + e.getMessage(), e);
        }
        try {
            return new SafeZip(file, limits, zip, wanted);
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    /** Names of its files, sorted. */
    List<String> sortedNames() {
        return names;
    }

    /** @throws IOException naming archive and entry, if it is missing, damaged, or larger than the limits say */
    byte[] read(String name) throws IOException {
        try (InputStream in = open(name)) {
            return in.readAllBytes();
        }
    }

    /** The content of an entry; its end is reached only if all of it was right. */
    InputStream open(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IOException(file + " has no entry '" + name + "'");
        }
        limits.check(where(name), entry);
        try {
            return new Checked(where(name), entry, zip.getInputStream(entry));
        } catch (IOException e) {
            throw damaged(where(name), e);
        }
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private String where(String name) {
        return file + "!" + name;
    }

    private List<String> names(Predicate<String> wanted) throws IOException {
        if (zip.size() > limits.entries()) {
            throw new IOException(file + " has " + zip.size() + " entries, expected at most " + limits.entries());
        }
        List<String> found = new ArrayList<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            requireInside(entry.getName());
            if (!entry.isDirectory() && wanted.test(entry.getName())) {
                found.add(entry.getName());
            }
        }
        Collections.sort(found);
        requireDifferent(found);
        return Collections.unmodifiableList(found);
    }

    private void requireInside(String name) throws IOException {
        boolean leavesIt = name.startsWith("/") || name.indexOf('\\') >= 0 || name.indexOf(':') >= 0;
        if (leavesIt || List.of(name.split("/")).contains("..")) {
            throw new IOException(file + " has an entry named '" + name + "', which leads out of the archive");
        }
    }

    private void requireDifferent(List<String> sorted) throws IOException {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).equals(sorted.get(i - 1))) {
                throw new IOException(file + " has two entries named '" + sorted.get(i) + "'");
            }
        }
    }

    private static IOException damaged(String where, IOException cause) {
        String what = cause instanceof EOFException ? " is cut off" : " is damaged";
        return new IOException(where + what + ": " + cause.getMessage(), cause);
    }

    /**
     * What is still believed.
     *
     * @param entries at most so many in the archive
     * @param bytes at most so many in an entry, unpacked
     * @param ratio an entry unpacks to at most so many times its packed size, once larger than 1 MiB
     */
    record Limits(int entries, long bytes, int ratio) {
        private static final long SMALL = 1 << 20;

        void check(String where, ZipEntry entry) throws IOException {
            long size = entry.getSize();
            if (size < 0 || size > bytes) {
                throw new IOException(where + " is said to hold " + size + " bytes, expected at most " + bytes);
            }
            if (size > SMALL && size / ratio > entry.getCompressedSize()) {
                throw new IOException(where + " unpacks from " + entry.getCompressedSize() + " to " + size
                        + " bytes; more than " + ratio + " times as much is not believed");
            }
        }
    }

    /** Java's zip reader neither compares CRCs nor says where it failed. */
    private static final class Checked extends CheckedInputStream {
        private final String where;
        private final ZipEntry entry;
        private long done;

        Checked(String where, ZipEntry entry, InputStream in) {
            super(in, new CRC32());
            this.where = where;
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            try {
                int value = super.read();
                count(value < 0 ? -1 : 1);
                return value;
            } catch (ZipException | EOFException e) {
                throw damaged(where, e);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                int read = super.read(bytes, offset, length);
                count(read);
                return read;
            } catch (ZipException | EOFException e) {
                throw damaged(where, e);
            }
        }

        private void count(int read) throws IOException {
            done += Math.max(0, read);
            boolean isEnd = read < 0;
            if (done > entry.getSize() || (isEnd && done < entry.getSize())) {
                throw new IOException(where + " holds " + (isEnd ? "" : "at least ") + done
                        + " bytes, but is said to hold " + entry.getSize());
            }
            if (isEnd && getChecksum().getValue() != entry.getCrc()) {
                throw new IOException(where + " is damaged: its CRC is not the one the archive gives");
            }
        }
    }
}
