package io.tifl.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.app.RunningCoordinator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Tag("slow")
@Timeout(180)
class DemoClientsTest {
    private static final DemoSettings SETTINGS = new DemoSettings(5, 1000, 0, 1);

    @Test
    void roundsGoOnWhenDevicesAreSwitchedOffForGood(@TempDir Path path) throws Exception {
        DemoFolder folder = DemoFolder.open(Optional.of(path));
        try (RunningCoordinator coordinator = RunningCoordinator.start(Demo.coordinatorSettings(SETTINGS, folder));
                HttpClient http = HttpClient.newHttpClient()) {
            URI address = URI.create("http://127.0.0.1:" + coordinator.port());
            OperatorCalls calls = new OperatorCalls(operator(http, address, folder.adminToken()));
            List<String> tokens = Demo.tokens(SETTINGS, calls);
            try (DemoClients clients = DemoClients.start(SETTINGS, folder, address, tokens)) {
                calls.post("/v1/jobs", new DemoJob("demo", SETTINGS).yaml());
                awaitRound(calls, 1);

                clients.end(0);
                clients.end(4);
                long then = last(calls);

                awaitRound(calls, then + 4);
                assertThat(counted(calls, then + 4)).isNotEmpty().doesNotContain("client-1", "client-5");
                assertThat(calls.get("/v1/jobs/demo").path("status").asString()).isEqualTo("running");
            }
        }
    }

    private static List<String> counted(OperatorCalls calls, long round) throws Exception {
        List<String> counted = new ArrayList<>();
        for (JsonNode client : calls.get("/v1/jobs/demo/rounds/" + round).path("clients")) {
            if (client.path("status").asString().equals("counted")) {
                counted.add(client.path("client").asString());
            }
        }
        return counted;
    }

    private static void awaitRound(OperatorCalls calls, long round) throws Exception {
        while (last(calls) < round) {
            Thread.sleep(100);
        }
    }

    private static long last(OperatorCalls calls) throws Exception {
        JsonNode rounds = calls.get("/v1/jobs/demo/rounds?limit=1");
        return rounds.isEmpty() ? -1 : rounds.get(0).path("round").asLong();
    }

    private static Operator operator(HttpClient http, URI address, String token) {
        return (method, path, body) -> {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(address.resolve(path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/yaml")
                            .method(method, body.map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody))
                            .build(),
                    BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 300) {
                throw new IOException("status " + answer.statusCode());
            }
            return answer.body();
        };
    }
}
