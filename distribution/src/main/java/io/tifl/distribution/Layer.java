package io.tifl.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/**
 * A layer of an image: a gzipped tar of files with root as their owner and one time for all, so that the same files give the same digest.
 *
 * @param file the gzipped tar
 * @param digest SHA-256 of the file, in hex
 * @param content SHA-256 of the tar inside, in hex: what a configuration calls its diff id
 */
record Layer(Path file, String digest, String content) {
    private static final int FILE = 0644;
    private static final int PROGRAM = 0755;

    /** An empty folder besides those found: its path without a leading slash, its mode and its owner. */
    record Folder(String path, int mode, int owner) {}

    /** Packs all of {@code root} below {@code prefix}, which is empty or ends in a slash, and {@code folders}. */
    static Layer pack(Path root, String prefix, List<Folder> folders, Path target) throws IOException {
        MessageDigest packed = sha256();
        MessageDigest content = sha256();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target));
                DigestOutputStream digested = new DigestOutputStream(out, packed);
                GzipCompressorOutputStream gzip = new GzipCompressorOutputStream(digested);
                DigestOutputStream plain = new DigestOutputStream(gzip, content);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(plain, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            addParents(prefix, tar);
            for (Path path : sorted(root)) {
                add(path, prefix + root.relativize(path).toString().replace('\\', '/'), tar);
            }
            for (Folder folder : folders) {
                putFolder(folder.path(), folder.mode(), folder.owner(), tar);
            }
        }
        return new Layer(target, hex(packed), hex(content));
    }

    private static List<Path> sorted(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> !path.equals(root)).sorted().toList();
        }
    }

    private static void addParents(String prefix, TarArchiveOutputStream tar) throws IOException {
        for (int slash = prefix.indexOf('/'); slash >= 0; slash = prefix.indexOf('/', slash + 1)) {
            putFolder(prefix.substring(0, slash), PROGRAM, 0, tar);
        }
    }

    private static void add(Path path, String name, TarArchiveOutputStream tar) throws IOException {
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
            put(entry, 0777, 0, tar);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            putFolder(name, PROGRAM, 0, tar);
        } else {
            TarArchiveEntry entry = new TarArchiveEntry(name);
            entry.setSize(Files.size(path));
            entry.setMode(isProgram(path) ? PROGRAM : FILE);
            time(entry, 0);
            tar.putArchiveEntry(entry);
            Files.copy(path, tar);
            tar.closeArchiveEntry();
        }
    }

    private static boolean isProgram(Path path) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        return permissions.contains(PosixFilePermission.OWNER_EXECUTE);
    }

    private static void putFolder(String path, int mode, int owner, TarArchiveOutputStream tar) throws IOException {
        put(new TarArchiveEntry(path + "/"), mode, owner, tar);
    }

    private static void put(TarArchiveEntry entry, int mode, int owner, TarArchiveOutputStream tar) throws IOException {
        entry.setMode(mode);
        time(entry, owner);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    private static void time(TarArchiveEntry entry, int owner) {
        entry.setModTime(0);
        entry.setIds(owner, owner);
        entry.setNames("", "");
    }

    static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
