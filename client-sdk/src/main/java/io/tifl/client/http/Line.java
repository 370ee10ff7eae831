package io.tifl.client.http;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.tifl.client.pace.Guard;
import io.tifl.protocol.transport.RefusedException.Advice;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends requests to one coordinator and sorts the answers: what is not a success of the coordinator itself comes out as an
 * exception. Where a coordinator has several addresses, one that fails or does not lead gives way to the next. A rate limit keeps
 * a fault on this side from becoming a flood, and a circuit breaker for each address keeps requests back for a while when most of
 * the last ones failed. Thread-safe.
 */
final class Line {
    /** How long an answer may take to begin, beyond what the request itself waits. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    // A coordinator that hangs is found out by this alone, while another has taken over.
    private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(10);

    private static final Duration LONGEST_POLL = Duration.ofSeconds(60);
    private static final Duration LONGEST_POLL_WITH_OTHERS = Duration.ofSeconds(20);

    private static final Duration PIECE_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PIECE_PATIENCE_WITH_OTHERS = Duration.ofSeconds(20);

    private static final int SERVER_FAULT = 500;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http;
    private final List<Address> addresses;
    private final AtomicInteger current = new AtomicInteger();
    private final Duration silence;

    /** An address, and what keeps requests to it back: that one does not answer says nothing of the others. */
    private record Address(String base, Guard guard) {}

    Line(HttpClient http, List<URI> bases, CircuitBreaker breaker, RateLimiter limiter, Duration silence) {
        this.http = http;
        this.addresses = IntStream.range(0, bases.size())
                .mapToObj(i -> new Address(
                        bases.get(i).toString().replaceAll("/+$", ""),
                        new Guard(
                                i == 0
                                        ? breaker
                                        : CircuitBreaker.of(breaker.getName() + i, breaker.getCircuitBreakerConfig()),
                                limiter)))
                .toList();
        this.silence = silence;
    }

    /** How long an answer may take to begin: less where another address could be asked instead. */
    Duration patience() {
        return hasOthers() ? PATIENCE_WITH_OTHERS : PATIENCE;
    }

    /** How long a piece of a reply may take, and its answer: many times what a piece is made for. */
    Duration patienceWithPieces() {
        return hasOthers() ? PIECE_PATIENCE_WITH_OTHERS : PIECE_PATIENCE;
    }

    /** How long the coordinator may be asked to hold a request that waits. */
    Duration longestPoll() {
        return hasOthers() ? LONGEST_POLL_WITH_OTHERS : LONGEST_POLL;
    }

    private boolean hasOthers() {
        return addresses.size() > 1;
    }

    /** A request for a path such as {@code /v1/orders}; its answer has to begin within {@link #patience}. */
    HttpRequest.Builder request(String path) {
        return request(path, patience());
    }

    /** A request whose answer has to begin within the time. */
    HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(addresses.get(current.get()).base() + path))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(timeout)
                .header("User-Agent", "tifl-client");
    }

    /**
     * A successful answer.
     *
     * @throws HttpRefusal if the coordinator refuses
     * @throws IOException if it cannot be reached, fails, or something else answers in its place
     */
    Answer send(HttpRequest request) throws IOException, InterruptedException {
        int at = addressOf(request);
        Guard guard = addresses.get(at).guard();
        try {
            return checked(guard.run("ask for " + describe(request), () -> answer(request), this::isFailure));
        } catch (HttpRefusal refusal) {
            if (refusal.is(Code.UNAVAILABLE)) {
                giveWay(at);
            }
            throw refusal;
        } catch (IOException e) {
            giveWay(at);
            throw e;
        }
    }

    private int addressOf(HttpRequest request) {
        String uri = request.uri().toString();
        return IntStream.range(0, addresses.size())
                .filter(i -> uri.startsWith(addresses.get(i).base() + "/"))
                .findFirst()
                .orElseThrow();
    }

    /** Later requests go to the next address, unless they do already. */
    private void giveWay(int failed) {
        current.compareAndSet(failed, (failed + 1) % addresses.size());
    }

    private boolean isFailure(Answer answer) {
        // One that stands by is well, and may lead the next moment.
        boolean standsBy = hasOthers() && answer.status() == UNAVAILABLE;
        return answer.status() >= SERVER_FAULT && !standsBy;
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return new Answer(http.send(request, _ -> new Incoming(silence)));
        } catch (IOException e) {
            // Java's client does not say whom it could not reach.
            throw e.getMessage() == null
                    ? new IOException("cannot connect to " + request.uri().getAuthority(), e)
                    : e;
        }
    }

    private static Answer checked(Answer answer) throws IOException, InterruptedException {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return answer;
        }
        try (answer) {
            if (status < 400) {
                throw new IOException(answer.describe() + " was answered by a redirect (" + status + " to '"
                        + answer.header("Location", "nowhere")
                        + "'), which is not followed; is there a captive portal on the way?");
            }
            throw refusal(answer);
        }
    }

    // Only a problem detail is the coordinator's own word. A bare 403 may be a proxy's, and must not end the client.
    private static IOException refusal(Answer answer) throws InterruptedException {
        int status = answer.status();
        String code = answer.isToHead() ? codeOfHead(status) : "";
        String detail = "";
        if (!answer.isToHead() && answer.header("Content-Type", "").startsWith("application/problem+json")) {
            try {
                JsonNode problem = answer.object();
                code = problem.path("code").asString("");
                detail = problem.path("detail").asString("");
            } catch (InterruptedIOException e) {
                requireNotInterrupted();
                detail = "its reason could not be read: " + e.getMessage();
            } catch (IOException e) {
                detail = "its reason could not be read: " + e.getMessage();
            }
        }
        @Nullable Duration retryAfter = answer.seconds("Retry-After");
        long offset = answer.number("Upload-Offset").orElse(-1);
        Advice advice = Code.advice(code);
        return new HttpRefusal(status, code.isEmpty() ? "status-" + status : code, detail, advice, retryAfter, offset);
    }

    /** What a status says that comes without a body; empty if it does not say enough. */
    private static String codeOfHead(int status) {
        return switch (status) {
            case 401 -> Code.SESSION_INVALID.text();
            case UNAVAILABLE -> Code.UNAVAILABLE.text();
            default -> "";
        };
    }

    /** An interruption that a blocking read could only report as an I/O fault, as what it is. */
    static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while talking to the coordinator");
        }
    }

    private static String describe(HttpRequest request) {
        return request.method() + " " + request.uri().getPath();
    }
}
