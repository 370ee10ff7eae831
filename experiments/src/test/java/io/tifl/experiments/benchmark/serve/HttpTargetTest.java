package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpServer;
import io.tifl.experiments.benchmark.load.Answer;
import io.tifl.experiments.benchmark.load.LoadGenerator;
import io.tifl.experiments.benchmark.load.Timeline;
import io.tifl.experiments.benchmark.load.Workloads;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HttpTargetTest {
    private static final ServedModel THREE = new ServedModel("int8", 3, 0, 1, Optional.empty());

    private static final Seed SEED = new Seed(1);
    private static final Duration LONG = Duration.ofSeconds(60);

    private static HttpServer answering(int status, String body, List<String> requests) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        http.createContext("/", exchange -> {
            try (exchange) {
                requests.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(status, body.length());
                exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
            }
        });
        http.start();
        return http;
    }

    private static ServerChoice endpoint(HttpServer http, String more) {
        return Workloads.server("kind: endpoint, endpoint: 'http://127.0.0.1:"
                + http.getAddress().getPort() + "/score'" + more);
    }

    private static Answer answerTo(ServerChoice choice) throws Exception {
        try (HttpTarget target = HttpTarget.ofEndpoint(choice, 2, 2, SEED, LONG)) {
            return target.send(0, 2).toCompletableFuture().get();
        }
    }

    @Test
    void answersHoldTheServersStages() throws Exception {
        try (ModelServer server = ModelServer.start(SumEngine.open(), Workloads.server("queue: 10"));
                HttpTarget target = HttpTarget.ofServer(server.address(), THREE, 2, SEED, LONG)) {
            Answer answer = target.send(0, 2).toCompletableFuture().get();

            assertThat(answer.status()).isEqualTo(Answer.Status.OK);
            assertThat(answer.stages()).containsKeys(Stage.BATCHING, Stage.INFERENCE);
            target.requireScores(2);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> target.requireScores(3))
                    .withMessageContaining("4 scores, expected 6");
        }
    }

    @Test
    void sameNumberSameFeatures() throws Exception {
        try (ModelServer server = ModelServer.start(SumEngine.open(), Workloads.server("queue: 10"));
                HttpTarget one = HttpTarget.ofServer(server.address(), THREE, 1, SEED, LONG);
                HttpTarget same = HttpTarget.ofServer(server.address(), THREE, 1, SEED, LONG);
                HttpTarget other = HttpTarget.ofServer(server.address(), THREE, 1, new Seed(2), LONG)) {
            assertThat(one.scores(5)).isEqualTo(one.scores(5)).isEqualTo(same.scores(5));
            assertThat(one.scores(5)).isNotEqualTo(one.scores(6)).isNotEqualTo(other.scores(5));
        }
    }

    // With a pool of connections the requests would wait here, where the server cannot see them.
    @Test
    void hundredsOfRequestsAreOpenAtOnce() throws Exception {
        SumEngine engine = SumEngine.held();
        try (ModelServer server = ModelServer.start(engine, Workloads.server("queue: 600"));
                HttpTarget target = HttpTarget.ofServer(server.address(), THREE, 1, SEED, LONG)) {
            // One runs and 600 wait: that the last one is refused shows that all others are there.
            List<CompletableFuture<Answer>> answers = IntStream.range(0, 602)
                    .mapToObj(i -> target.send(i, 1).toCompletableFuture())
                    .toList();

            assertThat(CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new))
                            .get())
                    .isEqualTo(Answer.rejected());
            engine.mayGoOn.countDown();
            assertThat(answers)
                    .filteredOn(answer -> answer.join().status() == Answer.Status.OK)
                    .hasSize(601);
        }
    }

    @Test
    void endpointGetsItsOwnFormAndEveryStatusHasItsMeaning() throws Exception {
        List<String> requests = Collections.synchronizedList(new ArrayList<>());
        HttpServer good = answering(200, "{}", requests);
        HttpServer full = answering(503, "full", requests);
        HttpServer bad = answering(418, "a teapot", requests);
        try {
            String form = ", content-type: text/x, body: '{\"instances\": ${features}}'";
            assertThat(answerTo(endpoint(good, form)).status()).isEqualTo(Answer.Status.OK);
            assertThat(answerTo(endpoint(full, form))).isEqualTo(Answer.rejected());
            assertThat(answerTo(endpoint(bad, form)).detail()).isEqualTo("status 418: a teapot");
            assertThat(requests.getFirst())
                    .matches("text/x \\{\"instances\": \\[\\[[0-9.E-]+, [0-9.E-]+\\],\\[[^\\]]+\\]\\]\\}");
        } finally {
            List.of(good, full, bad).forEach(http -> http.stop(0));
        }
    }

    @Test
    void serverThatIsNotThereIsAnErrorOfEachRequest() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (HttpTarget target = HttpTarget.ofServer(URI.create("http://127.0.0.1:" + port), THREE, 1, SEED, LONG)) {
            Measurement measured = new LoadGenerator(Timeline.system())
                    .run(target, Workloads.of("mode: burst, concurrency: 20"), Workloads.within(100), SEED, _ -> {});

            assertThat(measured.counts()).isEqualTo(new Counts(0, 0, 20, 0, 0));
        }
    }

    @Test
    void serverThatSaysNothingTimesOut() throws Exception {
        try (ServerSocket deaf = new ServerSocket(0);
                HttpTarget target = HttpTarget.ofServer(
                        URI.create("http://127.0.0.1:" + deaf.getLocalPort()),
                        THREE,
                        1,
                        SEED,
                        Duration.ofMillis(200))) {
            Measurement measured = new LoadGenerator(Timeline.system())
                    .run(
                            target,
                            Workloads.of("mode: burst, concurrency: 5, timeout: 0.2"),
                            Workloads.within(100),
                            SEED,
                            _ -> {});

            assertThat(measured.counts()).isEqualTo(new Counts(0, 0, 0, 0, 5));
        }
    }

    @Test
    void serverOfAnotherKindDoesNotSayWhatItServes() throws Exception {
        HttpServer other = answering(200, "<html>", new ArrayList<>());
        try {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> HttpTarget.describe(
                            URI.create("http://127.0.0.1:" + other.getAddress().getPort())))
                    .withMessageContaining("does not say what it serves");
        } finally {
            other.stop(0);
        }
    }

    @Test
    void batchThatWasNotPreparedIsRefused() {
        try (HttpTarget target = HttpTarget.ofServer(URI.create("http://127.0.0.1:1"), THREE, 2, SEED, LONG)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> target.send(0, 3))
                    .withMessageContaining("got 3");
        }
    }

    @Test
    void stagesThatMakeNoSenseAreLeftOut() {
        assertThat(StageHeader.read("batching=12,inference=x,nothing=3,=,transfer=-4,,preprocessing= 7"))
                .containsOnlyKeys(Stage.BATCHING);
        assertThat(StageHeader.read("batching=1,".repeat(1000))).isEmpty();
    }
}
