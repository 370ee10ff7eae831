package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.load.Answer;
import io.tifl.experiments.benchmark.load.Target;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A server behind HTTP/1.1. As many connections are opened as there are requests open, up to {@value KeptConnections#MOST}, so that none
 * waits for another here.
 * Thread-safe.
 */
public final class HttpTarget implements Target, AutoCloseable {
    /** Beyond the generator's own patience, so that what it gave up is not answered as an error first. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int LONGEST_DETAIL = 300;

    private final HttpSender sender;
    private final URI address;
    private final String contentType;
    private final RequestBodies bodies;
    private final int batch;

    private HttpTarget(URI address, String contentType, RequestBodies bodies, int batch, Duration timeout) {
        this.address = address;
        this.contentType = contentType;
        this.bodies = bodies;
        this.batch = batch;
        this.sender = "https".equalsIgnoreCase(address.getScheme())
                ? new SecureSender(address, contentType, timeout.plus(GRACE))
                : new KeptConnections(address, contentType, timeout.plus(GRACE));
    }

    /**
     * One of our own servers.
     *
     * @param server its address without a path
     * @param model that it says it serves
     * @param batch examples in each request
     * @param timeout the generator's
     */
    public static HttpTarget ofServer(URI server, ServedModel model, int batch, Seed seed, Duration timeout) {
        return new HttpTarget(
                server.resolve("/v1/predict"),
                Payload.BINARY.type(),
                RequestBodies.binary(model.inputSize(), model.tokens(), batch, seed),
                batch,
                timeout);
    }

    /**
     * Any other server.
     *
     * @param inputSize features of an example, where its requests hold any
     * @throws IllegalArgumentException if the choice names no endpoint
     */
    public static HttpTarget ofEndpoint(ServerChoice choice, int inputSize, int batch, Seed seed, Duration timeout) {
        URI address = choice.endpoint()
                .orElseThrow(
                        () -> new IllegalArgumentException("a server of kind '" + choice.kind() + "' has no endpoint"));
        String type = choice.body().isEmpty() ? Payload.BINARY.type() : choice.contentType();
        return new HttpTarget(address, type, RequestBodies.of(choice, inputSize, batch, seed), batch, timeout);
    }

    /** Whether requests to an endpoint hold features, so that their number must be known. */
    public static boolean needsFeatures(ServerChoice choice) {
        return RequestBodies.needFeatures(choice);
    }

    /**
     * Asks one of our servers what it serves.
     *
     * @throws IOException if it does not say
     */
    public static ServedModel describe(URI server) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(server.resolve("/v1/model"))
                            .timeout(PATIENCE)
                            .build(),
                    BodyHandlers.ofString());
            return ServedModel.read(response.body());
        } catch (IllegalArgumentException e) {
            throw new IOException(server + " does not say what it serves: " + e.getMessage(), e);
        }
    }

    @Override
    public CompletionStage<Answer> send(long number, int batch) {
        if (batch != this.batch) {
            throw new IllegalArgumentException("expected requests of " + this.batch + " examples, got " + batch);
        }
        return sender.send(bodies.of(number))
                .handle((answer, failure) -> failure == null ? answer(answer) : Answer.error(String.valueOf(failure)));
    }

    @Override
    public void takeOver(int connections) throws InterruptedException {
        sender.takeOver(connections);
    }

    @Override
    public void takeAnswers() {
        sender.takeAnswers();
    }

    @Override
    public void handBack() {
        sender.handBack();
    }

    /** Waits for the scores of a request to one of our servers, to see whether they are what they must be. */
    float[] scores(long number) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = whole(number);
        if (response.statusCode() != 200) {
            throw new IOException(address + " answered " + response.statusCode() + ": " + detail(response.body()));
        }
        try {
            return Payload.BINARY.features(response.body(), 1);
        } catch (Refusal e) {
            throw new IOException(address + " answered no scores: " + e.getMessage(), e);
        }
    }

    /**
     * Sends one request to one of our servers and checks the answer.
     *
     * @throws IOException if it is not {@code outputSize} finite numbers for each example
     */
    public void requireScores(int outputSize) throws IOException, InterruptedException {
        int got = scores(0).length;
        if (got != batch * outputSize) {
            throw new IOException(address + " answered " + got + " scores, expected " + batch * outputSize);
        }
    }

    private HttpResponse<byte[]> whole(long number) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(address)
                            .timeout(PATIENCE)
                            .header("Content-Type", contentType)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bodies.of(number)))
                            .build(),
                    BodyHandlers.ofByteArray());
        }
    }

    private static Answer answer(HttpAnswer answer) {
        int status = answer.status();
        if (status == 503 || status == 429) {
            return Answer.rejected();
        }
        if (status / 100 != 2) {
            return Answer.error("status " + status + ": " + detail(answer.body()));
        }
        return Answer.ok(answer.stages().isEmpty() ? Map.of() : StageHeader.read(answer.stages()));
    }

    private static String detail(byte[] body) {
        return new String(body, 0, Math.min(body.length, LONGEST_DETAIL), StandardCharsets.UTF_8);
    }

    /** Gives up what is open. */
    @Override
    public void close() {
        sender.close();
    }
}
