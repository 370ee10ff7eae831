package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the coordinator serves for its dashboard. */
class DashboardServiceTest {
    private static final String JOB = """
            name: flat
            model: flat
            rounds: 6
            clients-per-round: 3
            quorum: 3
            least-clients: 4
            evaluate-every: 3
            sync-rounds: 0
            policy: vanilla
            """;

    @TempDir
    private Path data;

    private final HttpClient stranger =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<Thread> running = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Thread thread : running) {
            thread.interrupt();
            thread.join();
        }
    }

    private void run(List<Device> devices) {
        for (Device device : devices) {
            running.add(Thread.ofVirtual().start(() -> {
                try {
                    device.run();
                } catch (Exception _) {
                    // Its coordinator stopped, or the test is over.
                }
            }));
        }
    }

    private HttpResponse<String> page(Service service, String path) throws Exception {
        return stranger.send(HttpRequest.newBuilder(service.uri().resolve(path)).build(), BodyHandlers.ofString());
    }

    @Test
    void pageIsThereForAnybodyAndRunsNothingButItsOwnFiles() throws Exception {
        try (Service service = Service.start(data)) {
            HttpResponse<String> root = page(service, "/");
            assertThat(root.statusCode()).isEqualTo(302);
            assertThat(root.headers().firstValue("Location").orElseThrow()).endsWith("/dashboard/");

            HttpResponse<String> page = page(service, "/dashboard/");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("app.js").doesNotContain("http:", "https:", "style=", "onclick");
            assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            HttpResponse<String> module = page(service, "/dashboard/app.js");
            assertThat(module.headers().firstValue("Content-Type").orElseThrow())
                    .contains("javascript");
            assertThat(page(service, "/dashboard/../v1/jobs").statusCode()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/self", "/v1/events", "/v1/jobs/flat/live", "/v1/jobs/flat/evaluations", "/v1/job-choices"})
    void whatThePageAsksForNeedsAToken(String path) throws Exception {
        try (Service service = Service.start(data)) {
            assertThat(page(service, path).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void whoseTokenItIsAndWhatThereIsToSeeIsTold() throws Exception {
        try (Service service = Service.start(data)) {
            assertThat(Device.text(service.get("/v1/self")))
                    .contains("\"role\":\"admin\"", "/v1/jobs", "/v1/clients")
                    .doesNotContain("/v1/benchmarks", "{job}");
            assertThat(Device.text(service.get("/v1/job-choices")))
                    .contains("\"adaptive\"", "\"float32\"", "\"weighted-mean\"");
            assertThat(Device.text(service.get("/v1/openapi")))
                    .contains("/v1/self", "/v1/events", "/v1/jobs/{job}/live", "/v1/jobs/{job}/evaluations");
        }
    }

    @Test
    void jobSaysHowFarItIsAndWhatItsPhasesTook() throws Exception {
        try (Service service = Service.start(data)) {
            run(service.enrol(4));
            service.create(JOB);
            service.await("flat", "completed");

            assertThat(Device.text(service.get("/v1/jobs")))
                    .contains(
                            "\"progress\":{\"model\":\"flat\",\"rounds\":6,\"completed\":6,\"clientsPerRound\":3,\"accuracy\":0.5}");
            assertThat(Device.text(service.get("/v1/jobs/flat/live")))
                    .contains(
                            "\"phase\":\"idle\"",
                            "\"status\":\"counted\"",
                            "\"train\":",
                            "\"evaluate\":",
                            "\"combine\":");
            assertThat(Device.text(service.get("/v1/jobs/flat/evaluations")))
                    .contains("\"round\":2", "\"round\":5", "\"tierAccuracy\":[0.5]")
                    .doesNotContain("\"round\":3");
        }
    }

    @Test
    void eventsTellOfClientsAndRoundsAndEndWhenTheServiceDoes() throws Exception {
        List<String> names = new ArrayList<>();
        Thread reader;
        try (Service service = Service.start(data)) {
            service.create(JOB);
            HttpResponse<InputStream> stream = stranger.send(
                    HttpRequest.newBuilder(service.uri().resolve("/v1/jobs/flat/events"))
                            .header("Authorization", "Bearer " + token())
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            reader = Thread.ofVirtual().start(() -> read(stream.body(), names));
            run(service.enrol(4));
            service.await("flat", "completed");
        }
        // The service does not wait for its readers, nor they for it.
        reader.join();
        assertThat(names)
                .contains("profiling", "began", "phase", "client", "round", "phases", "evaluation", "tiers", "status")
                .endsWith("end");
        assertThat(names.stream().filter("round"::equals)).hasSize(6);
    }

    private String token() throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    private static void read(InputStream stream, List<String> names) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> line.startsWith("event:"))
                    .map(line -> line.substring(6))
                    .forEach(names::add);
        } catch (IOException | UncheckedIOException _) {
            // It ended.
        }
    }
}
