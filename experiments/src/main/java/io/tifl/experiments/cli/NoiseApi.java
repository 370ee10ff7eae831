package io.tifl.experiments.cli;

import static io.tifl.experiments.cli.CoordinatorApi.encoded;
import static io.tifl.experiments.cli.CoordinatorApi.json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** What a coordinator says of evaluations at {@code /v1/noise-evaluations}. */
final class NoiseApi implements AutoCloseable {
    private static final String PATH = "/v1/noise-evaluations";
    private static final int PAGE = 100;

    private final CoordinatorApi api;

    NoiseApi(CoordinatorApi api) {
        this.api = api;
    }

    JsonNode submit(String text) throws IOException, InterruptedException {
        return json(api.call("POST", PATH, Optional.of(text)));
    }

    List<JsonNode> list() throws IOException, InterruptedException {
        List<JsonNode> all = new ArrayList<>();
        int before = -1;
        while (all.size() > before) {
            before = all.size();
            String after = all.isEmpty() ? "" : all.getLast().path("name").asString("");
            json(api.call("GET", PATH + "?limit=" + PAGE + "&after=" + encoded(after), Optional.empty()))
                    .forEach(all::add);
        }
        return all;
    }

    JsonNode get(String name) throws IOException, InterruptedException {
        return json(api.call("GET", PATH + "/" + encoded(name), Optional.empty()));
    }

    byte[] report(String name) throws IOException, InterruptedException {
        return api.call("GET", PATH + "/" + encoded(name) + "/report", Optional.empty());
    }

    JsonNode cancel(String name) throws IOException, InterruptedException {
        return json(api.call("POST", PATH + "/" + encoded(name) + "/cancel", Optional.of("")));
    }

    @Override
    public void close() {
        api.close();
    }
}
