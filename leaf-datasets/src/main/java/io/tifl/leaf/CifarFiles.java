package io.tifl.leaf;

import io.tifl.client.Examples;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads CIFAR-10's binary version from unpacked files. */
final class CifarFiles {
    private static final int MAX_RECORDS = 10_000;

    private CifarFiles() {}

    static Examples read(List<Path> files) throws IOException {
        int total = 0;
        for (Path file : files) {
            total += CifarRecords.count(file.toString(), Files.size(file), MAX_RECORDS);
        }
        CifarRecords records = new CifarRecords(total);
        int first = 0;
        for (Path file : files) {
            int count = CifarRecords.count(file.toString(), Files.size(file), total - first);
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                records.read(file.toString(), in, first, count);
            }
            first += count;
        }
        return records.examples();
    }
}
