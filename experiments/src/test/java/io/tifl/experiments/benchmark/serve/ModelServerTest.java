package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tifl.experiments.benchmark.load.Workloads;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ModelServerTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final SumEngine engine = SumEngine.open();
    private ModelServer server;

    @BeforeEach
    void start() throws IOException {
        server = ModelServer.start(engine, Workloads.server("max-batch: 4"));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(server.address().resolve(path));
    }

    private HttpResponse<byte[]> post(String type, byte[] body) throws Exception {
        return client.send(
                to("/v1/predict")
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> postJson(String body) throws Exception {
        return post("application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private void assertStillServes() throws Exception {
        assertThat(post("application/octet-stream", floats(1, 2, 3)).body()).isEqualTo(floats(6, 1));
    }

    @Test
    void binaryIsAnsweredInBinaryWithStages() throws Exception {
        HttpResponse<byte[]> response = post("application/octet-stream", floats(1, 2, 3, 10, 20, 30));

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(floats(6, 1, 60, 10));
        assertThat(StageHeader.read(
                        response.headers().firstValue("x-tifl-stages").orElseThrow()))
                .containsOnlyKeys(Stage.BATCHING, Stage.PREPROCESSING, Stage.INFERENCE, Stage.POSTPROCESSING);
    }

    @Test
    void jsonIsAnsweredInJson() throws Exception {
        HttpResponse<byte[]> response = postJson("{\"features\": [[1, 2, 3], [0.5, 0, 1e1]]}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(text(response)).isEqualTo("{\"scores\":[[6.0,1.0],[10.5,0.5]]}");
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"features\": 3}",
                "{\"features\": []}",
                "{\"features\": [1, 2, 3]}",
                "{\"features\": [[1, 2]]}",
                "{\"features\": [[1, 2, 3, 4]]}",
                "{\"features\": [[1, 2, \"x\"]]}",
                "{\"features\": [[1, 2, null]]}",
                "{\"features\": [[1, 2, NaN]]}",
                "{\"features\": [[1, 2, 1e39]]}",
                "{\"features\": [[1, 2, 3], []]}",
                "{\"features\": [[[1], 2, 3]]}"
            })
    void wrongJsonIsAProblemOfTheClient(String body) throws Exception {
        HttpResponse<byte[]> response = postJson(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(text(response)).startsWith("{\"problem\":\"").hasSizeGreaterThan(20);
        assertStillServes();
    }

    @Test
    void deepestNestingIsAProblemOfTheClient() throws Exception {
        assertThat(postJson("{\"features\": " + "[".repeat(100_000)).statusCode())
                .isEqualTo(400);
        assertStillServes();
    }

    @Test
    void wrongLengthAndNanInBinaryAreProblemsOfTheClient() throws Exception {
        assertThat(post("application/octet-stream", new byte[0]).statusCode()).isEqualTo(400);
        HttpResponse<byte[]> odd = post("application/octet-stream", new byte[13]);
        assertThat(odd.statusCode()).isEqualTo(400);
        assertThat(text(odd)).contains("multiple of 12").contains("13");
        assertThat(text(post("application/octet-stream", floats(1, Float.NaN, 3))))
                .contains("feature 1 is NaN");
        assertStillServes();
    }

    @Test
    void otherFormsMethodsAndPathsAreRefused() throws Exception {
        assertThat(post("text/csv", floats(1, 2, 3)).statusCode()).isEqualTo(415);
        HttpResponse<String> get = client.send(to("/v1/predict").build(), BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).hasValue("POST");
        assertThat(client.send(to("/v1/model").DELETE().build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(405);
        assertThat(client.send(to("/etc/passwd").build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(404);
        assertStillServes();
    }

    @Test
    void hugeBodyIsRefusedAndTheServerGoesOn() throws Exception {
        try {
            assertThat(post("application/octet-stream", new byte[(64 << 20) + 4])
                            .statusCode())
                    .isEqualTo(413);
        } catch (IOException e) {
            // The server need not read it to its end, and closes the connection.
            assertThat(e).isNotNull();
        }
        assertStillServes();
    }

    @Test
    void failureOfTheModelIsTheServersProblem() throws Exception {
        HttpResponse<byte[]> response = post("application/octet-stream", floats(666, 1, 1));

        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(text(response)).contains("no such beast");
        assertStillServes();
    }

    @Test
    void connectionsThatBreakOffOrTalkNonsenseHarmNobody() throws Exception {
        for (String start : new String[] {
            "",
            "POST /v1/predict HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
            "\u0000\u0001\u0002\r\n\r\n",
            "GET"
        }) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(start.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        assertStillServes();
    }

    @Test
    void serverSaysWhatItServes() throws Exception {
        ServedModel model = HttpTarget.describe(server.address());

        assertThat(model.kind()).isEqualTo("compiled");
        assertThat(model.inputSize()).isEqualTo(3);
        assertThat(model.outputSize()).isEqualTo(2);
        assertThat(model.cost()).hasValue(new ModelCost(0, 2, 20));
        assertThat(client.send(to("/v1/health").build(), BodyHandlers.ofString())
                        .body())
                .isEqualTo("{\"status\":\"up\"}");
    }

    @Test
    void fullQueueIsAnsweredWith503AndWaitersWithAnErrorWhenItCloses() throws Exception {
        SumEngine held = SumEngine.held();
        ModelServer small = ModelServer.start(held, Workloads.server("queue: 1"));
        HttpRequest request = HttpRequest.newBuilder(small.address().resolve("/v1/predict"))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(floats(1, 2, 3)))
                .build();
        CompletableFuture<HttpResponse<String>> first = client.sendAsync(request, BodyHandlers.ofString());
        held.begun.await();
        // Of two more one waits and one is refused; which, only the server knows.
        CompletableFuture<HttpResponse<String>> second = client.sendAsync(request, BodyHandlers.ofString());
        CompletableFuture<HttpResponse<String>> third = client.sendAsync(request, BodyHandlers.ofString());

        HttpResponse<?> refused =
                (HttpResponse<?>) CompletableFuture.anyOf(second, third).get();
        assertThat(refused.statusCode()).isEqualTo(503);
        held.mayGoOn.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        small.close();
        assertThat(held.isClosed).isTrue();
    }

    @Test
    void addressInUseIsAnErrorThatSaysSo() {
        SumEngine other = SumEngine.open();

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ModelServer.start(
                        other,
                        Workloads.server("queue: 1"),
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())))
                .withMessageContaining("cannot listen at");
        assertThat(other.isClosed).isTrue();
    }
}
