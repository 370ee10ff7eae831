package io.tifl.experiments.benchmark.serve;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Requests over TLS, by the JDK's client: slower, and right about certificates. Thread-safe. */
final class SecureSender implements HttpSender {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(threads)
            .build();
    private final URI address;
    private final String contentType;
    private final Duration patience;

    SecureSender(URI address, String contentType, Duration patience) {
        this.address = address;
        this.contentType = contentType;
        this.patience = patience;
    }

    @Override
    public CompletionStage<HttpAnswer> send(byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(patience)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(SecureSender::answer);
    }

    private static HttpAnswer answer(HttpResponse<byte[]> response) {
        String stages = response.headers().firstValue(StageHeader.NAME).orElse("");
        return new HttpAnswer(response.statusCode(), stages, response.body(), true);
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
