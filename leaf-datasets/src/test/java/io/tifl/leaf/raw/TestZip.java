package io.tifl.leaf.raw;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Small archives to read. */
final class TestZip {
    private TestZip() {}

    static Path write(Path file, String name, String text) throws IOException {
        SequencedMap<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(name, text.getBytes(StandardCharsets.UTF_8));
        return write(file, entries);
    }

    static Path write(Path file, SequencedMap<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }
}
