package io.tifl.experiments.benchmark.result;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Results as JSON: on the wire, in files and in exports. */
public final class ResultFormat {
    private static final int LARGEST = 16 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build();

    private ResultFormat() {}

    public static byte[] write(BenchmarkResult result) {
        return JSON.writeValueAsString(result).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if it is damaged, incomplete or larger than 16 MiB
     */
    public static BenchmarkResult read(byte[] json) {
        if (json.length > LARGEST) {
            throw new IllegalArgumentException("a result has at most " + LARGEST + " bytes, got " + json.length);
        }
        try {
            BenchmarkResult read = JSON.readValue(json, BenchmarkResult.class);
            if (read == null) {
                throw new IllegalArgumentException("no result of a benchmark: it is null");
            }
            return read;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no result of a benchmark: " + e.getOriginalMessage(), e);
        }
    }
}
