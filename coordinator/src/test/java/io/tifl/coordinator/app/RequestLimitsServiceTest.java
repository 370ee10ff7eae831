package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestLimitsServiceTest {
    @TempDir
    private Path data;

    @FunctionalInterface
    private interface Asking {
        HttpResponse<byte[]> once() throws Exception;
    }

    private static void assertPutOff(Asking asking) throws Exception {
        HttpResponse<byte[]> answer = asking.once();
        for (int i = 0; i < 1000 && answer.statusCode() != 429; i++) {
            answer = asking.once();
        }
        assertThat(Device.text(answer)).startsWith("429").contains("too-many-requests");
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }

    @Test
    void strangersClientsAndOperatorsArePutOffWhoAskTooOften() throws Exception {
        try (Service service = Service.start(data, "--tifl.requests-per-second=5")) {
            Device device = service.enrol(1).getFirst();
            device.openSession();

            assertPutOff(() -> device.send(device.request("/v1/orders?wait=0").GET()));
            assertPutOff(() -> service.get("/v1/jobs"));
            assertPutOff(() ->
                    Device.post(service.http(), service.uri().resolve("/v1/challenges"), Map.of("client", "device-0")));
            assertPutOff(() -> service.http()
                    .send(
                            HttpRequest.newBuilder(service.uri().resolve("/v1/orders?wait=0"))
                                    .header("Authorization", "Bearer guessed")
                                    .build(),
                            BodyHandlers.ofByteArray()));
        }
    }

    @Test
    void bodyThatIsTooLargeIsRefusedBeforeAnythingElse() throws Exception {
        try (Service service = Service.start(data)) {
            HttpResponse<byte[]> answer = service.post("/v1/jobs", "application/yaml", "x".repeat(300 << 10));

            assertThat(Device.text(answer)).startsWith("413").contains("too-large");
        }
    }
}
