package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeptConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    /** What a server does with a connection; it is closed afterwards. */
    private interface Script {
        void run(Socket socket, int number) throws IOException;
    }

    private ServerSocket server(Script script) throws IOException {
        ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        open.add(server);
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    int number = accepted.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(script, socket, number));
                }
            } catch (IOException e) {
                // The test is over.
                assertThat(server.isClosed()).isTrue();
            }
        });
        return server;
    }

    private static void serve(Script script, Socket socket, int number) {
        try (socket) {
            script.run(socket, number);
        } catch (IOException e) {
            // The client closed it first, which the test looks at from its side.
            assertThat(e).isNotNull();
        }
    }

    private KeptConnections connections(ServerSocket server, Duration patience) {
        KeptConnections connections = new KeptConnections(
                URI.create("http://127.0.0.1:" + server.getLocalPort() + "/score?x=1"), "text/plain", patience);
        open.add(connections);
        return connections;
    }

    /** Reads one request and answers its body. */
    private static String request(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no request");
            }
            head.append((char) next);
        }
        String length = Arrays.stream(head.toString().split("\r\n", -1))
                .filter(line -> line.startsWith("Content-Length: "))
                .findFirst()
                .orElseThrow();
        return head + new String(in.readNBytes(Integer.parseInt(length.substring(16))), StandardCharsets.UTF_8);
    }

    private static String bodyOf(String request) {
        return request.substring(request.indexOf("\r\n\r\n") + 4);
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void connectionIsKeptForTheNextRequest() throws Exception {
        List<String> requests = new ArrayList<>();
        ServerSocket server = server((socket, _) -> {
            while (true) {
                requests.add(request(socket));
                say(socket, OK);
            }
        });
        KeptConnections connections = connections(server, LONG);

        for (String text : List.of("one", "two", "three")) {
            assertThat(connections.send(body(text)).get().status()).isEqualTo(200);
        }
        assertThat(accepted).hasValue(1);
        assertThat(requests.getFirst())
                .isEqualTo("POST /score?x=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.getLocalPort()
                        + "\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\none");
    }

    @Test
    void bodyLargerThanAllBuffersArrivesWhole() throws Exception {
        String large = "0123456789".repeat(3_000_000);
        ServerSocket server = server((socket, _) -> {
            while (true) {
                say(socket, request(socket).endsWith(large) ? OK : "HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n");
            }
        });
        KeptConnections connections = connections(server, LONG);

        for (int i = 0; i < 2; i++) {
            assertThat(connections.send(body(large)).get().status()).isEqualTo(200);
        }
    }

    @Test
    void connectionThatTheServerClosedInSilenceIsReplacedOnce() throws Exception {
        ServerSocket server = server((socket, number) -> {
            request(socket);
            say(socket, OK);
            if (number == 1) {
                // Closes though it said it would not, as servers do with those that rest long.
                return;
            }
            while (true) {
                request(socket);
                say(socket, OK);
            }
        });
        KeptConnections connections = connections(server, LONG);

        for (int i = 0; i < 5; i++) {
            assertThat(connections.send(body("x")).get().status()).isEqualTo(200);
        }
        assertThat(accepted).hasValue(2);
    }

    @Test
    void answerThatBreaksOffIsAnErrorOfItsRequestAlone() throws Exception {
        ServerSocket server = server((socket, number) -> {
            request(socket);
            say(socket, number == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf" : OK);
        });
        KeptConnections connections = connections(server, LONG);
        CompletableFuture<HttpAnswer> broken = connections.send(body("x"));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(broken::join)
                .withMessageContaining("the server closed the connection");
        assertThat(connections.send(body("x")).get().status()).isEqualTo(200);
    }

    @Test
    void nonsenseIsAnErrorOfItsRequestAlone() throws Exception {
        ServerSocket server = server((socket, number) -> {
            request(socket);
            say(socket, number == 1 ? "I speak no HTTP\r\n\r\n" : OK + (number == 2 ? "more" : ""));
            request(socket);
        });
        KeptConnections connections = connections(server, LONG);

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> connections.send(body("x")).join())
                .withMessageContaining("no answer of HTTP/1.1: 'I speak no HTTP'");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> connections.send(body("x")).join())
                .withMessageContaining("more than it was asked");
        assertThat(connections.send(body("x")).get().status()).isEqualTo(200);
    }

    @Test
    void serverThatSaysNothingIsGivenUpInTime() throws Exception {
        ServerSocket server = server((socket, number) -> {
            request(socket);
            if (number > 1) {
                say(socket, OK);
            }
            request(socket);
        });
        KeptConnections connections = connections(server, Duration.ofMillis(100));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> connections.send(body("x")).join())
                .withMessageContaining("no answer in time");
        assertThat(connections.send(body("x")).get().status()).isEqualTo(200);
    }

    @Test
    void hundredsAreOpenAtOnceAndAllAreAnswered() throws Exception {
        ServerSocket server = server((socket, _) -> {
            while (true) {
                say(
                        socket,
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nx-tifl-stages: " + bodyOf(request(socket))
                                + "\r\n\r\n");
            }
        });
        KeptConnections connections = connections(server, LONG);
        List<CompletableFuture<HttpAnswer>> answers = IntStream.range(0, 800)
                .mapToObj(i -> connections.send(body("n" + i)))
                .toList();

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get().stages()).isEqualTo("n" + i);
        }
    }

    @Test
    void closingGivesUpWhatIsOpenAndRefusesMore() throws Exception {
        ServerSocket server = server((socket, _) -> {
            String _ = request(socket) + request(socket);
        });
        KeptConnections connections = connections(server, LONG);
        CompletableFuture<HttpAnswer> waits = connections.send(body("x"));
        connections.close();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(waits::join)
                .withMessageContaining("given up");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> connections.send(body("x")).join())
                .withMessageContaining("closed");
    }

    @Test
    void whoeverTakesOverReadsTheAnswersAndFindsConnectionsOpen() throws Exception {
        ServerSocket server = server((socket, _) -> {
            while (true) {
                say(socket, request(socket).isEmpty() ? "" : OK);
            }
        });
        KeptConnections connections = connections(server, LONG);
        connections.takeOver(20);
        List<CompletableFuture<HttpAnswer>> answers = IntStream.range(0, 20)
                .mapToObj(i -> connections.send(body("n" + i)))
                .toList();
        while (!answers.stream().allMatch(CompletableFuture::isDone)) {
            connections.takeAnswers();
        }
        assertThat(accepted).hasValue(20);
        connections.handBack();

        assertThat(connections.send(body("x")).get().status()).isEqualTo(200);
        assertThat(accepted).hasValue(20);
    }

    @Test
    void takingOverWhereNobodyListensDoesNotWait() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (KeptConnections connections =
                new KeptConnections(URI.create("http://127.0.0.1:" + port + "/"), "text/plain", LONG)) {
            connections.takeOver(5);
            CompletableFuture<HttpAnswer> answer = connections.send(body("x"));
            while (!answer.isDone()) {
                connections.takeAnswers();
            }

            assertThat(answer).isCompletedExceptionally();
        }
    }

    @Test
    void hostThatNobodyKnowsIsAnErrorThatNamesIt() {
        try (KeptConnections connections =
                new KeptConnections(URI.create("http://no.such.host.invalid:1/"), "text/plain", LONG)) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> connections.send(body("x")).join())
                    .withMessageContaining("no.such.host.invalid");
        }
    }
}
