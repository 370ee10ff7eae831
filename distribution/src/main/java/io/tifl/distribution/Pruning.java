package io.tifl.distribution;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Copies jars without native code of other platforms. Entries travel compressed as they are. */
final class Pruning {
    private final Platform platform;

    Pruning(Platform platform) {
        this.platform = platform;
    }

    /** Copies {@code jar} into {@code folder}; one without foreign code is copied byte for byte. */
    Path copy(Path jar, Path folder) throws IOException {
        Path copy = folder.resolve(jar.getFileName());
        Files.deleteIfExists(copy);
        try (ZipFile in = open(jar)) {
            List<ZipArchiveEntry> entries = Collections.list(in.getEntriesInPhysicalOrder());
            if (entries.stream().noneMatch(entry -> platform.isForeign(entry.getName()))) {
                return Files.copy(jar, copy);
            }
            try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(copy)) {
                for (ZipArchiveEntry entry : entries) {
                    if (!platform.isForeign(entry.getName())) {
                        copy(in, entry, out);
                    }
                }
            }
        }
        return copy;
    }

    private static void copy(ZipFile in, ZipArchiveEntry entry, ZipArchiveOutputStream out) throws IOException {
        try (InputStream raw = in.getRawInputStream(entry)) {
            out.addRawArchiveEntry(entry, raw);
        }
    }

    static ZipFile open(Path jar) throws IOException {
        return ZipFile.builder().setPath(jar).get();
    }
}
