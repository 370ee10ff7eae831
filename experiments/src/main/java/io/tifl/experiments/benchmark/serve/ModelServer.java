package io.tifl.experiments.benchmark.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * Serves a model over HTTP/1.1: {@code POST /v1/predict} takes and answers {@link Payload}s, with the request's stages in the header
 * {@code x-tifl-stages}; {@code GET /v1/model} says what is served, {@code GET /v1/health} that it is. Whatever is wrong with a request
 * is answered with a status and a JSON text that says so; a full queue with 503. Each connection has a virtual thread. Thread-safe.
 */
public final class ModelServer implements AutoCloseable {
    private static final int LARGEST_BODY = 64 << 20;
    private static final int BACKLOG = 4096;

    static {
        // Read once, when the first server of the program starts: without them an answer waits 40 ms for an
        // acknowledgement, and all
        // but 200 connections are closed after each request, or those that were quiet for half a minute.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "100000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Batcher batcher;
    private final String kind;
    private final Optional<ModelCost> cost;

    private ModelServer(HttpServer http, InferenceEngine engine, ServerChoice choice) {
        this.http = http;
        this.kind = choice.kind().toString();
        this.cost = engine.cost();
        this.batcher = new Batcher(engine, choice.maxBatch(), choice.maxWait(), choice.queue());
        http.createContext("/", this::answer);
        http.setExecutor(threads);
        http.start();
    }

    /**
     * Starts to serve.
     *
     * @param engine closed with the server, or when it cannot be started
     * @param choice of which batch, wait, queue and kind count
     * @param address to listen at; port 0 for any that is free
     * @throws IOException if the address cannot be used
     */
    public static ModelServer start(InferenceEngine engine, ServerChoice choice, InetSocketAddress address)
            throws IOException {
        try {
            return new ModelServer(HttpServer.create(address, BACKLOG), engine, choice);
        } catch (IOException e) {
            engine.close();
            throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
        }
    }

    /** As the other, at a free port of this machine's own address. */
    public static ModelServer start(InferenceEngine engine, ServerChoice choice) throws IOException {
        return start(engine, choice, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Where it answers. */
    public URI address() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                route(exchange);
            } catch (Refusal refusal) {
                send(exchange, refusal.status(), Payload.JSON, problem(refusal.problem()));
            } catch (InterruptedException e) {
                send(exchange, 503, Payload.JSON, problem("the server is closed"));
            }
        }
    }

    private void route(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
        switch (exchange.getRequestURI().getPath()) {
            case "/v1/predict" -> {
                require(exchange, "POST");
                predict(exchange);
            }
            case "/v1/model" -> {
                require(exchange, "GET");
                send(exchange, 200, Payload.JSON, json(description()));
            }
            case "/v1/health" -> {
                require(exchange, "GET");
                send(exchange, 200, Payload.JSON, json(Map.of("status", "up")));
            }
            default -> throw new Refusal(404, "no such path; there are /v1/predict, /v1/model and /v1/health");
        }
    }

    private static void require(HttpExchange exchange, String method) throws Refusal {
        if (!exchange.getRequestMethod().equals(method)) {
            exchange.getResponseHeaders().set("Allow", method);
            throw new Refusal(405, "expected " + method + ", got " + exchange.getRequestMethod());
        }
    }

    private void predict(HttpExchange exchange) throws IOException, Refusal, InterruptedException {
        Payload payload = Payload.of(exchange.getRequestHeaders().getFirst("Content-Type"));
        byte[] body = body(exchange);
        long received = System.nanoTime();
        float[] features = payload.features(body, batcher.inputSize());
        long read = System.nanoTime();
        Prediction prediction = predicted(features);
        long predicted = System.nanoTime();
        byte[] scores = payload.scores(prediction.scores(), batcher.outputSize());
        Map<Stage, Long> stages = prediction.stages();
        stages.merge(Stage.PREPROCESSING, read - received, Long::sum);
        stages.merge(Stage.POSTPROCESSING, System.nanoTime() - predicted, Long::sum);
        exchange.getResponseHeaders().set(StageHeader.NAME, StageHeader.write(stages));
        send(exchange, 200, payload, scores);
    }

    private static byte[] body(HttpExchange exchange) throws IOException, Refusal {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            // What is left of it is not read.
            exchange.getResponseHeaders().set("Connection", "close");
            throw new Refusal(413, "a request has at most " + LARGEST_BODY + " bytes");
        }
        return body;
    }

    private Prediction predicted(float[] features) throws Refusal, InterruptedException {
        try {
            return batcher.submit(features, features.length / batcher.inputSize())
                    .get();
        } catch (RejectedExecutionException e) {
            throw new Refusal(503, String.valueOf(e.getMessage()));
        } catch (ExecutionException e) {
            throw new Refusal(500, "the model failed: " + e.getCause());
        }
    }

    private Map<String, Object> description() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("kind", kind);
        description.put("input-size", batcher.inputSize());
        description.put("tokens", batcher.tokens());
        description.put("output-size", batcher.outputSize());
        cost.ifPresent(known -> {
            description.put("parameters", known.parameters());
            description.put("operations", known.operations());
            description.put("bytes", known.bytes());
        });
        return description;
    }

    private static byte[] problem(String text) {
        return json(Map.of("problem", text));
    }

    private static byte[] json(Map<String, ?> values) {
        return Payload.MAPPER.writeValueAsString(values).getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, Payload payload, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", payload.type());
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Answers what still waits with an error, and stops. */
    @Override
    public void close() {
        batcher.close();
        http.stop(0);
        threads.shutdownNow();
    }
}
