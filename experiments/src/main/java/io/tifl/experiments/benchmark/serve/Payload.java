package io.tifl.experiments.benchmark.serve;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The two forms in which requests and answers travel. */
enum Payload {
    /** 32-bit floats, little-endian, one example after the other. */
    BINARY("application/octet-stream") {
        @Override
        float[] features(byte[] body, int inputSize) throws Refusal {
            long example = (long) Float.BYTES * inputSize;
            if (body.length == 0 || body.length % example != 0) {
                throw new Refusal(
                        400,
                        "expected a multiple of " + example + " bytes, " + inputSize
                                + " little-endian 32-bit floats for each example, got " + body.length);
            }
            float[] features = new float[body.length / Float.BYTES];
            ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(features);
            return finite(features);
        }

        @Override
        byte[] scores(float[] scores, int outputSize) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(scores.length, Float.BYTES))
                    .order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(scores);
            return bytes.array();
        }
    },

    /** {@code {"features": [[...], ...]}}, answered by {@code {"scores": [[...], ...]}}. */
    JSON("application/json") {
        @Override
        float[] features(byte[] body, int inputSize) throws Refusal {
            JsonNode examples = examples(body);
            if (!examples.isArray() || examples.isEmpty()) {
                throw new Refusal(400, "expected {\"features\": [[...], ...]}, a list of numbers for each example");
            }
            float[] features = new float[Math.multiplyExact(examples.size(), inputSize)];
            for (int i = 0; i < examples.size(); i++) {
                read(examples.get(i), i, features, inputSize);
            }
            return finite(features);
        }

        @Override
        byte[] scores(float[] scores, int outputSize) {
            float[][] examples = new float[scores.length / outputSize][outputSize];
            for (int i = 0; i < examples.length; i++) {
                System.arraycopy(scores, i * outputSize, examples[i], 0, outputSize);
            }
            return MAPPER.writeValueAsString(Map.of("scores", examples)).getBytes(StandardCharsets.UTF_8);
        }
    };

    static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final String type;

    Payload(String type) {
        this.type = type;
    }

    String type() {
        return type;
    }

    /** The form of a content type; JSON if none is said. */
    static Payload of(@Nullable String contentType) throws Refusal {
        String type = contentType == null
                ? JSON.type
                : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (Payload payload : values()) {
            if (payload.type.equals(type)) {
                return payload;
            }
        }
        throw new Refusal(
                415, "expected a content type of " + BINARY.type + " or " + JSON.type + ", got '" + type + "'");
    }

    /** The features of one example or more. */
    abstract float[] features(byte[] body, int inputSize) throws Refusal;

    abstract byte[] scores(float[] scores, int outputSize);

    private static JsonNode examples(byte[] body) throws Refusal {
        try {
            return MAPPER.readTree(body).path("features");
        } catch (JacksonException e) {
            throw new Refusal(400, "no JSON: " + e.getOriginalMessage());
        }
    }

    private static void read(JsonNode example, int index, float[] features, int inputSize) throws Refusal {
        if (!example.isArray() || example.size() != inputSize) {
            throw new Refusal(
                    400,
                    "expected a list of " + inputSize + " numbers in example " + index + ", got "
                            + (example.isArray() ? example.size() + " values" : "no list"));
        }
        for (int i = 0; i < inputSize; i++) {
            JsonNode value = example.get(i);
            if (!value.isNumber()) {
                throw new Refusal(400, "value " + i + " of example " + index + " is no number");
            }
            features[index * inputSize + i] = (float) value.doubleValue();
        }
    }

    private static float[] finite(float[] features) throws Refusal {
        for (int i = 0; i < features.length; i++) {
            if (!Float.isFinite(features[i])) {
                throw new Refusal(400, "feature " + i + " is " + features[i] + ", expected a finite number");
            }
        }
        return features;
    }
}
