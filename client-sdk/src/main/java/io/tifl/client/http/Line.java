package io.tifl.client.http;

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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sends requests to one coordinator and sorts the answers: what is not a success of the coordinator itself comes out as an
 * exception. Where a coordinator has several addresses, one that fails or does not lead gives way to the next.
 * Thread-safe.
 */
final class Line {
    /** How long an answer may take to begin, beyond what the request itself waits. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    // A coordinator that hangs is found out by this alone, while another has taken over.
    private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(10);

    private static final Duration LONGEST_POLL = Duration.ofSeconds(60);
    private static final Duration LONGEST_POLL_WITH_OTHERS = Duration.ofSeconds(20);

    private static final int SERVER_FAULT = 500;

    private final HttpClient http;
    private final List<String> bases;
    private final AtomicInteger current = new AtomicInteger();
    private final Guard guard;
    private final Duration silence;

    Line(HttpClient http, List<URI> bases, Guard guard, Duration silence) {
        this.http = http;
        this.bases = bases.stream()
                .map(base -> base.toString().replaceAll("/+$", ""))
                .toList();
        this.guard = guard;
        this.silence = silence;
    }

    /** How long an answer may take to begin: less where another address could be asked instead. */
    Duration patience() {
        return bases.size() > 1 ? PATIENCE_WITH_OTHERS : PATIENCE;
    }

    /** How long the coordinator may be asked to hold a request that waits. */
    Duration longestPoll() {
        return bases.size() > 1 ? LONGEST_POLL_WITH_OTHERS : LONGEST_POLL;
    }

    /** A request for a path such as {@code /v1/orders}; its answer has to begin within {@link #patience}. */
    HttpRequest.Builder request(String path) {
        return request(path, patience());
    }

    /** A request whose answer has to begin within the time. */
    HttpRequest.Builder request(String path, Duration timeout) {
        return HttpRequest.newBuilder(URI.create(bases.get(current.get()) + path))
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
        Answer answer = guard.run(
                "ask for " + describe(request), () -> answer(request), given -> given.status() >= SERVER_FAULT);
        try {
            return checked(answer);
        } catch (HttpRefusal refusal) {
            if (refusal.is(Code.UNAVAILABLE)) {
                giveWay(request);
            }
            throw refusal;
        } catch (IOException e) {
            giveWay(request);
            throw e;
        }
    }

    /** Later requests go to the next address, unless they do already. */
    private void giveWay(HttpRequest failed) {
        int at = current.get();
        if (failed.uri().toString().startsWith(bases.get(at) + "/")) {
            current.compareAndSet(at, (at + 1) % bases.size());
        }
    }

    private Answer answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return new Answer(http.send(request, _ -> new Incoming(silence)));
        } catch (IOException e) {
            giveWay(request);
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
        String code = answer.isToHead() && status == 401 ? Code.SESSION_INVALID.text() : "";
        String detail = "";
        if (answer.header("Content-Type", "").startsWith("application/problem+json")) {
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
