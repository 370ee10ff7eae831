package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Serves a model over HTTP/1.1: {@code POST /v1/predict} takes and answers {@link Payload}s, with the request's stages in the header
 * {@code x-tifl-stages}; {@code GET /v1/model} says what is served, {@code GET /v1/health} that it is. Whatever is wrong with a request
 * is answered with a status and a JSON text that says so; a full queue with 503. No thread waits for a request: few read, one works on
 * the model, and few answer. Thread-safe.
 */
public final class ModelServer implements AutoCloseable {
    private static final int LARGEST_BODY = 64 << 20;
    private static final int BACKLOG = 4096;
    private static final int MOST_THREADS = 64;
    private static final long IDLE_MILLIS = 300_000;

    private final Server http;
    private final ServerConnector connector;
    private final ExecutorService answering;
    private final Batcher batcher;
    private final String kind;
    private final Optional<ModelCost> cost;

    private ModelServer(Server http, ServerConnector connector, InferenceEngine engine, ServerChoice choice) {
        this.http = http;
        this.connector = connector;
        this.answering = Executors.newFixedThreadPool(
                few(), Thread.ofPlatform().daemon().name("tifl-answering-", 0).factory());
        this.kind = choice.kind().toString();
        this.cost = engine.cost();
        this.batcher = new Batcher(engine, choice.maxBatch(), choice.maxWait(), choice.queue());
        http.setHandler(new Handler.Abstract.NonBlocking() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                answer(new Exchange(request, response, callback));
                return true;
            }
        });
    }

    private static int few() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
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
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, few() + 2);
        threads.setName("tifl-server");
        threads.setDaemon(true);
        Server http = new Server(threads);
        ServerConnector connector = connector(http, address);
        try {
            connector.open();
        } catch (IOException e) {
            engine.close();
            throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
        }
        ModelServer server = new ModelServer(http, connector, engine, choice);
        try {
            http.start();
            return server;
        } catch (Exception e) {
            server.close();
            throw new IOException("cannot serve at " + address + ": " + e.getMessage(), e);
        }
    }

    private static ServerConnector connector(Server http, InetSocketAddress address) {
        HttpConfiguration terms = new HttpConfiguration();
        terms.setSendServerVersion(false);
        terms.setSendDateHeader(false);
        ServerConnector connector = new ServerConnector(http, 1, few(), new HttpConnectionFactory(terms));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setAcceptQueueSize(BACKLOG);
        connector.setIdleTimeout(IDLE_MILLIS);
        http.addConnector(connector);
        return connector;
    }

    /** As the other, at a free port of this machine's own address. */
    public static ModelServer start(InferenceEngine engine, ServerChoice choice) throws IOException {
        return start(engine, choice, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    public int port() {
        return connector.getLocalPort();
    }

    /** Where it answers. */
    public URI address() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port());
    }

    private void answer(Exchange exchange) {
        try {
            route(exchange);
        } catch (Refusal refusal) {
            exchange.refuse(refusal);
        }
    }

    private void route(Exchange exchange) throws Refusal {
        switch (Request.getPathInContext(exchange.request)) {
            case "/v1/predict" -> {
                exchange.require("POST");
                predict(exchange);
            }
            case "/v1/model" -> {
                exchange.require("GET");
                exchange.send(200, Payload.JSON, json(description()));
            }
            case "/v1/health" -> {
                exchange.require("GET");
                exchange.send(200, Payload.JSON, json(Map.of("status", "up")));
            }
            default -> throw new Refusal(404, "no such path; there are /v1/predict, /v1/model and /v1/health");
        }
    }

    private void predict(Exchange exchange) throws Refusal {
        Payload payload = Payload.of(exchange.request.getHeaders().get(HttpHeader.CONTENT_TYPE));
        BiConsumer<byte @Nullable [], @Nullable Throwable> taken = (body, failure) -> {
            try {
                predict(exchange, payload, whole(exchange, body, failure));
            } catch (Refusal refusal) {
                exchange.refuse(refusal);
            }
        };
        Content.Source.asByteArrayAsync(
                exchange.request, LARGEST_BODY, Promise.Invocable.from(InvocationType.NON_BLOCKING, taken));
    }

    private static byte[] whole(Exchange exchange, byte @Nullable [] body, @Nullable Throwable failure) throws Refusal {
        if (body != null) {
            return body;
        }
        // What is left of it is not read.
        exchange.response.getHeaders().put(HttpHeader.CONNECTION, "close");
        throw failure instanceof IllegalStateException
                ? new Refusal(413, "a request has at most " + LARGEST_BODY + " bytes")
                : new Refusal(400, "the request broke off: " + failure);
    }

    private void predict(Exchange exchange, Payload payload, byte[] body) throws Refusal {
        long received = System.nanoTime();
        float[] features = payload.features(body, batcher.inputSize());
        long read = System.nanoTime();
        CompletionStage<Prediction> coming = submit(features);
        coming.whenCompleteAsync(
                (prediction, failure) -> {
                    if (prediction == null) {
                        exchange.refuse(refusal(failure));
                    } else {
                        send(exchange, payload, prediction, read - received);
                    }
                },
                answering);
    }

    private CompletionStage<Prediction> submit(float[] features) throws Refusal {
        try {
            return batcher.submit(features, features.length / batcher.inputSize());
        } catch (RejectedExecutionException e) {
            throw new Refusal(503, String.valueOf(e.getMessage()));
        }
    }

    private static Refusal refusal(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof Batcher.ClosedException
                ? new Refusal(503, "the server is closed")
                : new Refusal(500, "the model failed: " + cause);
    }

    private void send(Exchange exchange, Payload payload, Prediction prediction, long reading) {
        long predicted = System.nanoTime();
        byte[] scores = payload.scores(prediction.scores(), batcher.outputSize());
        Map<Stage, Long> stages = prediction.stages();
        stages.merge(Stage.PREPROCESSING, reading, Long::sum);
        stages.merge(Stage.POSTPROCESSING, System.nanoTime() - predicted, Long::sum);
        exchange.response.getHeaders().put(StageHeader.NAME, StageHeader.write(stages));
        exchange.send(200, payload, scores);
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

    /** A request and its answer. */
    private record Exchange(Request request, Response response, Callback callback) {
        void require(String method) throws Refusal {
            if (!request.getMethod().equals(method)) {
                response.getHeaders().put(HttpHeader.ALLOW, method);
                throw new Refusal(405, "expected " + method + ", got " + request.getMethod());
            }
        }

        void refuse(Refusal refusal) {
            send(refusal.status(), Payload.JSON, problem(refusal.problem()));
        }

        void send(int status, Payload payload, byte[] body) {
            response.setStatus(status);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, payload.type());
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }

    /** Answers what still waits with an error, and stops. */
    @Override
    public void close() {
        batcher.close();
        answering.shutdown();
        try {
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server cannot be stopped: " + e.getMessage(), e);
        }
    }
}
