package io.tifl.experiments.sim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a JSON file of traces, compressed if its name ends in {@code .gz}. */
final class TraceFile {
    private static final JsonMapper MAPPER = new JsonMapper();

    private TraceFile() {}

    /** @throws IOException naming the file, if it is missing, truncated or not JSON */
    static JsonNode read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("trace file " + file + " is missing");
        }
        try (InputStream in = open(file)) {
            return MAPPER.readTree(in);
        } catch (IOException | JacksonException e) {
            throw new IOException("trace file " + file + " cannot be read, it may be truncated: " + e.getMessage(), e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = Files.newInputStream(file);
        if (!file.toString().endsWith(".gz")) {
            return raw;
        }
        try {
            return new GZIPInputStream(raw);
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }
}
