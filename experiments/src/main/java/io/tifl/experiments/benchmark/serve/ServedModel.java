package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.ModelCost;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What a server says it serves.
 *
 * @param kind of the server
 * @param inputSize numbers of one example
 * @param tokens how many there are, if features are tokens; 0 if they are numbers
 * @param outputSize numbers that it answers to one example
 * @param cost of a prediction, if the server knows
 */
public record ServedModel(String kind, int inputSize, int tokens, int outputSize, Optional<ModelCost> cost) {
    /**
     * Reads the answer of {@code /v1/model}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ServedModel read(String json) {
        try {
            JsonNode node = Payload.MAPPER.readTree(json);
            ServedModel model = new ServedModel(
                    node.path("kind").asString("unknown"),
                    node.path("input-size").asInt(0),
                    node.path("tokens").asInt(0),
                    node.path("output-size").asInt(0),
                    node.has("operations") ? Optional.of(cost(node)) : Optional.empty());
            if (model.inputSize < 1 || model.tokens < 0 || model.outputSize < 1) {
                throw new IllegalArgumentException(
                        "no description of a model: its sizes are " + model.inputSize + " and " + model.outputSize);
            }
            return model;
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no description of a model: " + e.getOriginalMessage(), e);
        }
    }

    private static ModelCost cost(JsonNode node) {
        return new ModelCost(
                node.path("parameters").asLong(0),
                node.path("operations").asDouble(0),
                node.path("bytes").asDouble(0));
    }
}
