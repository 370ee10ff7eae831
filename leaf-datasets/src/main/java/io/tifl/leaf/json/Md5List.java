package io.tifl.leaf.json;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.set.ReadProgress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of MD5 checksums such as LEAF's {@code meta/dir-checksum.md5}, as {@code md5sum} writes it: which files a preparation
 * made, told from any other.
 *
 * @param sums MD5, 32 hexadecimal digits, by path below LEAF's folder of the data set, such as
 *     {@code data/train/all_data_0_train_9.json}
 */
public record Md5List(SequencedMap<String, String> sums) {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{32}) [ *](\\S.*)");

    public Md5List {
        sums = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sums));
    }

    /** @throws IOException if it cannot be read, or a line is not a checksum and a path */
    public static Md5List read(Path file) throws IOException {
        SequencedMap<String, String> sums = new LinkedHashMap<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            Matcher parts = LINE.matcher(line);
            if (!line.isBlank() && !parts.matches()) {
                throw new IOException(file + ", line " + number + ": expected an MD5 and a path, got '" + line + "'");
            }
            if (!line.isBlank() && sums.put(parts.group(2), parts.group(1)) != null) {
                throw new IOException(file + ", line " + number + ": " + parts.group(2) + " comes twice");
            }
        }
        return new Md5List(sums);
    }

    /**
     * Compares files with the list.
     *
     * @param root LEAF's folder of the data set, which paths of the list begin below
     * @throws InterruptedException if interrupted
     */
    public Result check(Path root, ReadProgress progress) throws IOException, InterruptedException {
        List<String> equal = new ArrayList<>();
        List<String> different = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        int done = 0;
        for (var sum : sums.entrySet()) {
            Path file = root.resolve(sum.getKey()).normalize();
            if (!file.startsWith(root.normalize()) || !Files.isRegularFile(file)) {
                missing.add(sum.getKey());
            } else {
                (md5(file).equals(sum.getValue()) ? equal : different).add(sum.getKey());
            }
            progress.at("checking MD5", ++done, sums.size());
        }
        return new Result(equal, different, missing);
    }

    private static String md5(Path file) throws IOException, InterruptedException {
        MessageDigest digest = Checksums.digest("MD5");
        byte[] chunk = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while reading " + file);
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Paths of the list by what was found there. */
    public record Result(List<String> equal, List<String> different, List<String> missing) {
        public Result {
            equal = List.copyOf(equal);
            different = List.copyOf(different);
            missing = List.copyOf(missing);
        }

        /** Whether every file is there and equal. */
        public boolean isComplete() {
            return different.isEmpty() && missing.isEmpty();
        }
    }
}
