package io.tifl.leaf.raw;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Files read whole, plain or gzipped, but no further than a limit. */
final class Bounded {
    private static final int CHUNK = 1 << 16;

    private Bounded() {}

    /** @throws IOException naming the file, if it is damaged, cut off or unpacks to more than {@code limit} bytes */
    static byte[] read(Path file, int limit) throws IOException {
        try (InputStream in = open(file)) {
            byte[] bytes = in.readNBytes(limit);
            if (in.read() >= 0) {
                throw new IOException(file + " holds more than " + limit + " bytes, which it must not");
            }
            return bytes;
        } catch (EOFException e) {
            throw new IOException(file + " is cut off in the midst of its gzip stream", e);
        } catch (ZipException e) {
            throw new IOException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    /** The file's content, unpacked if its name ends with {@code .gz}. */
    static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), CHUNK);
        if (!file.toString().endsWith(".gz")) {
            return raw;
        }
        try {
            return new GZIPInputStream(raw, CHUNK);
        } catch (EOFException e) {
            raw.close();
            throw new IOException(file + " is cut off in the midst of its gzip stream", e);
        } catch (ZipException e) {
            raw.close();
            throw new IOException(file + " is no gzip file: " + e.getMessage(), e);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }
}
