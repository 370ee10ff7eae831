package io.tifl.experiments.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls of an operator's to a coordinator. What it refuses is told in its own words. */
final class CoordinatorApi implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI coordinator;
    private final String token;

    CoordinatorApi(URI coordinator, String token) {
        this.coordinator = coordinator;
        this.token = token;
    }

    /** @throws IOException if it is none */
    static JsonNode json(byte[] answer) throws IOException {
        try {
            return JSON.readTree(answer);
        } catch (JacksonException e) {
            throw new IOException("the coordinator's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    byte[] call(String method, String path, Optional<String> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(coordinator.resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/yaml")
                .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                .build();
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request, BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpTimeoutException e) {
            throw new IOException("no coordinator answers at " + coordinator, e);
        }
        if (answer.statusCode() >= 300) {
            throw refusal(answer);
        }
        return answer.body();
    }

    private IOException refusal(HttpResponse<byte[]> answer) {
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            return new IOException(
                    "the coordinator does not let this token do that; its first one is in admin.token of its data folder");
        }
        String said = new String(answer.body(), StandardCharsets.UTF_8);
        try {
            JsonNode problem = JSON.readTree(said);
            if (problem != null && problem.has("detail")) {
                said = problem.path("detail").asString("");
            }
        } catch (JacksonException _) {
            // Whatever it is, it is shown as it is.
        }
        return new IOException("the coordinator says " + answer.statusCode() + ": " + said);
    }

    @Override
    public void close() {
        http.close();
    }
}
