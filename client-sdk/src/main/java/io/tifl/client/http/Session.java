package io.tifl.client.http;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Requests in the name of one client: opens a session when there is none, and another when the coordinator no longer takes
 * the one there is. Its token stays in memory and is never printed. Thread-safe.
 */
final class Session {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final Line line;
    private final Identity identity;
    private final ClientListener listener;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable String token;

    Session(Line line, Identity identity, ClientListener listener) {
        this.line = line;
        this.identity = identity;
        this.listener = listener;
    }

    Line line() {
        return line;
    }

    /** A successful answer, as {@link Line#send}. */
    Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        String current = token;
        String usable = current == null ? replaced(null) : current;
        try {
            return line.send(withToken(request, usable));
        } catch (HttpRefusal refusal) {
            if (!refusal.is(Code.SESSION_INVALID)) {
                throw refusal;
            }
            return line.send(withToken(request, replaced(usable)));
        }
    }

    private static HttpRequest withToken(HttpRequest.Builder request, String token) {
        return request.copy().header("Authorization", "Bearer " + token).build();
    }

    /** A session other than the one that was refused; several threads that were refused at a time open one. */
    private String replaced(@Nullable String refused) throws IOException, InterruptedException {
        opening.lockInterruptibly();
        try {
            String current = token;
            if (current != null && !current.equals(refused)) {
                return current;
            }
            String opened = open();
            token = opened;
            return opened;
        } finally {
            opening.unlock();
        }
    }

    private String open() throws IOException, InterruptedException {
        String client = identity.client().value();
        String challenge;
        ObjectNode asking = JSON.createObjectNode().put("client", client);
        try (Answer answer = line.send(post("/v1/challenges", asking))) {
            challenge = answer.text(answer.json(), "challenge");
        }
        ObjectNode proof = JSON.createObjectNode()
                .put("client", client)
                .put("challenge", challenge)
                .put("mac", mac(challenge));
        try (Answer answer = line.send(post("/v1/sessions", proof))) {
            String opened = answer.text(answer.json(), "session");
            requireToken(opened);
            listener.on(new ClientEvent.SessionOpened(identity.client()));
            return opened;
        }
    }

    private String mac(String challenge) throws IOException {
        if (challenge.indexOf('\n') >= 0) {
            throw new IOException("the coordinator's challenge holds a line break");
        }
        return identity.key().signSession(identity.client(), challenge);
    }

    // It travels in a header, which would tell of a broken one by an exception of its own.
    private static void requireToken(String token) throws IOException {
        if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IOException("the coordinator's session holds characters no header can carry");
        }
    }

    private HttpRequest post(String path, ObjectNode body) {
        return json(line.request(path), body);
    }

    static HttpRequest json(HttpRequest.Builder request, ObjectNode body) {
        return request.header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build();
    }

    /** Tells the coordinator that the client leaves, if it can be told soon. */
    void leave() throws IOException, InterruptedException {
        String current = token;
        token = null;
        if (current != null) {
            HttpRequest.Builder request =
                    line.request("/v1/sessions/current", FAREWELL).DELETE();
            line.send(withToken(request, current)).close();
        }
    }
}
