package io.tifl.experiments.noise.zoo;

import io.tifl.client.compiled.CompiledLearnerFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a trained network comes from: what is kept beside its weights.
 *
 * @param origin what decides its weights
 * @param weights SHA-256 of them
 * @param version of this program
 * @param engine that trained it: weights have the same bits where this is the same
 */
record ModelCard(
        Origin origin, String weights, double accuracy, double loss, double seconds, String version, String engine) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /**
     * What decides a network's weights.
     *
     * @param data SHA-256 of the examples
     */
    record Origin(
            String name,
            String model,
            Map<String, String> settings,
            String dataset,
            Recipe recipe,
            long seed,
            String data) {
        static Origin of(ZooEntry entry, long seed, String data) {
            return new Origin(
                    entry.name(),
                    entry.model().name(),
                    entry.model().settings().values(),
                    entry.dataset(),
                    entry.recipe(),
                    seed,
                    data);
        }
    }

    ModelCard {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(weights, "weights");
    }

    static ModelCard of(TrainedModel model, String data) {
        return new ModelCard(
                Origin.of(model.entry(), model.seed(), data),
                model.parameters().sha256(),
                model.accuracy(),
                model.loss(),
                model.seconds(),
                Objects.requireNonNullElse(ModelCard.class.getPackage().getImplementationVersion(), "development"),
                "compiled, " + CompiledLearnerFactory.vectors());
    }

    /** @throws IllegalArgumentException if it is none */
    static ModelCard read(byte[] json) {
        try {
            return JSON.readValue(json, ModelCard.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a model's card: " + e.getOriginalMessage(), e);
        }
    }

    byte[] json() {
        return (JSON.writeValueAsString(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
