package io.tifl.leaf;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads CIFAR-10's binary version straight from its published archive; nothing is unpacked to disk, so no name in the archive
 * can lead anywhere.
 *
 * @param recordsPerFile how many images each of the six files has to hold
 */
record CifarArchive(int recordsPerFile) {
    static final CifarArchive PUBLISHED = new CifarArchive(10_000);

    private static final int BLOCK = 512;
    private static final long MAX_ENTRY = 1L << 26;
    private static final int MAX_ENTRIES = 100;

    Pool read(String dataset, Path file) throws IOException {
        CifarRecords train = new CifarRecords(Cifar10.TRAIN_FILES.size() * recordsPerFile);
        CifarRecords test = new CifarRecords(recordsPerFile);
        TreeSet<String> missing = new TreeSet<>(Cifar10.TRAIN_FILES);
        missing.add(Cifar10.TEST_FILE);
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16)) {
            for (int i = 0; i < MAX_ENTRIES && !missing.isEmpty(); i++) {
                Entry entry = next(file, in);
                if (missing.remove(entry.name())) {
                    readInto(file, in, entry, train, test);
                    in.skipNBytes(entry.padding());
                } else {
                    in.skipNBytes(entry.size() + entry.padding());
                }
            }
        } catch (EOFException e) {
            throw new IOException(file + ": truncated, the archive ends before " + missing, e);
        } catch (ZipException e) {
            throw new IOException(file + ": corrupt gzip stream: " + e.getMessage(), e);
        }
        if (!missing.isEmpty()) {
            throw new IOException(file + ": the archive does not hold " + missing);
        }
        return new Pool(dataset, train.examples(), test.examples(), Optional.empty());
    }

    private void readInto(Path file, InputStream in, Entry entry, CifarRecords train, CifarRecords test)
            throws IOException {
        String source = file + " / " + entry.name();
        int count = CifarRecords.count(source, entry.size(), recordsPerFile);
        if (count != recordsPerFile) {
            throw new IOException(source + ": expected " + recordsPerFile + " records, got " + count);
        }
        int place = Cifar10.TRAIN_FILES.indexOf(entry.name());
        CifarRecords into = place < 0 ? test : train;
        into.read(source, in, Math.max(place, 0) * recordsPerFile, count);
    }

    private static Entry next(Path file, InputStream in) throws IOException {
        byte[] header = in.readNBytes(BLOCK);
        if (header.length < BLOCK || header[0] == 0) {
            throw new EOFException("no further entry");
        }
        long size = octal(header, 124, 12);
        if (octal(header, 148, 8) != checksum(header) || size < 0 || size > MAX_ENTRY) {
            throw new IOException(file + ": not a tar archive, or a damaged one");
        }
        String path = text(header, 0, 100);
        boolean isFile = header[156] == '0' || header[156] == 0;
        return new Entry(isFile ? path.substring(path.lastIndexOf('/') + 1) : "", size);
    }

    // The checksum counts its own field as blanks.
    private static long checksum(byte[] header) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
        }
        return sum;
    }

    private static long octal(byte[] header, int offset, int length) {
        long value = 0;
        for (char c : text(header, offset, length).strip().toCharArray()) {
            if (c < '0' || c > '7') {
                return -1;
            }
            value = value * 8 + (c - '0');
        }
        return value;
    }

    private static String text(byte[] header, int offset, int length) {
        int end = offset;
        while (end < offset + length && header[end] != 0) {
            end++;
        }
        return new String(header, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    /** A file, with an empty name for what is not one. */
    private record Entry(String name, long size) {
        long padding() {
            return (BLOCK - size % BLOCK) % BLOCK;
        }
    }
}
