package io.tifl.experiments.demo;

import java.io.IOException;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator asks, with the answers as JSON. */
record OperatorCalls(Operator operator) {
    private static final JsonMapper JSON = JsonMapper.shared();

    JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(operator.call("GET", path, Optional.empty()));
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return JSON.readTree(operator.call("POST", path, Optional.of(body)));
    }

    /** Empty while the coordinator refuses: what is asked for is not there yet. */
    Optional<JsonNode> find(String path) throws InterruptedException {
        try {
            return Optional.of(get(path));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
