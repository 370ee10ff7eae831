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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a coordinator says of benchmarks at {@code /v1/benchmarks}. */
final class BenchmarkApi implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGE = 500;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI coordinator;
    private final String token;

    BenchmarkApi(URI coordinator, String token) {
        this.coordinator = coordinator;
        this.token = token;
    }

    /** What was taken in. */
    List<BenchmarkRow> submit(String text) throws IOException, InterruptedException {
        return rows(call("POST", "/v1/benchmarks", Optional.of(text)));
    }

    /** All, of one status or any. */
    List<BenchmarkRow> list(Optional<String> status) throws IOException, InterruptedException {
        List<BenchmarkRow> all = new ArrayList<>();
        String after = "";
        List<BenchmarkRow> page;
        do {
            String query = "?limit=" + PAGE + "&after=" + encoded(after)
                    + status.map(one -> "&status=" + encoded(one)).orElse("");
            page = rows(call("GET", "/v1/benchmarks" + query, Optional.empty()));
            all.addAll(page);
            after = page.isEmpty() ? "" : page.getLast().name();
        } while (page.size() == PAGE);
        return all;
    }

    BenchmarkRow get(String name) throws IOException, InterruptedException {
        return BenchmarkRow.of(json(call("GET", "/v1/benchmarks/" + encoded(name), Optional.empty())));
    }

    byte[] result(String name) throws IOException, InterruptedException {
        return call("GET", "/v1/benchmarks/" + encoded(name) + "/result", Optional.empty());
    }

    BenchmarkRow cancel(String name) throws IOException, InterruptedException {
        return BenchmarkRow.of(json(call("POST", "/v1/benchmarks/" + encoded(name) + "/cancel", Optional.of(""))));
    }

    private static List<BenchmarkRow> rows(byte[] answer) throws IOException {
        List<BenchmarkRow> rows = new ArrayList<>();
        json(answer).forEach(one -> rows.add(BenchmarkRow.of(one)));
        return rows;
    }

    private static JsonNode json(byte[] answer) throws IOException {
        try {
            return JSON.readTree(answer);
        } catch (JacksonException e) {
            throw new IOException("the coordinator's answer is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private byte[] call(String method, String path, Optional<String> body) throws IOException, InterruptedException {
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
