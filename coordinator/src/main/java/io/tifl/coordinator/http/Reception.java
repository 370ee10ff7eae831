package io.tifl.coordinator.http;

import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.security.ClientSessions;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Who asks: enrols clients, opens and ends their sessions, and knows them by these. Thread-safe. */
final class Reception {
    private static final String BEARER = "Bearer ";

    private final DeviceServlet.Parts parts;
    private final ShownCertificates certificates;

    Reception(DeviceServlet.Parts parts) {
        this.parts = parts;
        this.certificates = new ShownCertificates(parts.certificates(), parts.audit());
    }

    void enrol(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        Map<String, Object> asked = strangersJson(request);
        Optional<ClientId> wanted = Optional.ofNullable(asked.get("client"))
                .map(String::valueOf)
                .map(ClientId::new)
                .or(() -> certificates.client(request));
        if (certificates.areRequired()) {
            certificates.require(request, wanted.orElseThrow(ShownCertificates::missing));
        }
        ClientRegistry.Enrolment enrolment = new ClientRegistry.Enrolment(
                Answers.text(asked, "token"),
                wanted,
                Optional.ofNullable(asked.get("retry")).map(String::valueOf),
                attributes(asked));
        Optional<ClientRegistry.Client> enrolled = parts.clients().enrol(enrolment);
        parts.meters().count(Metric.ENROLMENTS, enrolled.isPresent() ? "granted" : "refused");
        ClientRegistry.Client client = enrolled.orElseThrow(() -> new ProblemException(
                403, "token-invalid", "the token is unknown, used or has run out, or the id is taken"));
        ClientKey key = parts.sessions().clientKey(client.id(), client.generation());
        Answers.send(response, 201, Map.of("client", client.id().value(), "key", key.toText()));
    }

    private static Map<String, String> attributes(Map<String, Object> asked) {
        Map<String, String> attributes = new HashMap<>();
        if (asked.get("attributes") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> attributes.put(String.valueOf(name), String.valueOf(value)));
        }
        return attributes;
    }

    /** What somebody says who has no session: only they send JSON. */
    private Map<String, Object> strangersJson(HttpServletRequest request) throws IOException, ProblemException {
        parts.limits().admitStranger(request);
        return Answers.json(request);
    }

    void challenge(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        ClientId client = new ClientId(Answers.text(strangersJson(request), "client"));
        Answers.send(response, 200, Map.of("challenge", parts.sessions().challenge(client)));
    }

    void openSession(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        try {
            open(request, response);
        } catch (ProblemException e) {
            parts.meters().count(Metric.SESSIONS, "refused");
            throw e;
        }
    }

    private void open(HttpServletRequest request, HttpServletResponse response) throws IOException, ProblemException {
        Map<String, Object> asked = strangersJson(request);
        ClientId id = new ClientId(Answers.text(asked, "client"));
        String challenge = Answers.text(asked, "challenge");
        certificates.require(request, id);
        if (!parts.sessions().use(id, challenge)) {
            throw new ProblemException(401, "session-invalid", "the challenge is used, too old, or another client's");
        }
        ClientRegistry.Client client = parts.clients().find(id).orElseThrow(Reception::notTheHolder);
        String session = parts.sessions()
                .open(session(client), challenge, Answers.text(asked, "mac"))
                .orElseThrow(Reception::notTheHolder);
        requireWelcome(client);
        parts.meters().count(Metric.SESSIONS, "opened");
        parts.clients().seen(id);
        parts.desk().get().ifPresent(desk -> desk.restarted(id));
        Answers.send(response, 200, Map.of("session", session, "expiresInSeconds", ClientSessions.SESSION.toSeconds()));
    }

    /** Whether there is such a client is nobody's business who has no key. */
    private static ProblemException notTheHolder() {
        return new ProblemException(403, "signature-invalid", "the challenge is not signed with this client's key");
    }

    private static void requireWelcome(ClientRegistry.Client client) throws ProblemException {
        if (client.barred()) {
            throw new ProblemException(403, "client-barred", "an operator shut this client out");
        }
    }

    /**
     * The client that asks.
     *
     * @throws ProblemException if it has no session that is good, asks too often, or is not welcome
     */
    ClientId client(HttpServletRequest request) throws IOException, ProblemException {
        Optional<ClientSessions.Session> shown = Optional.ofNullable(request.getHeader("Authorization"))
                .filter(header -> header.startsWith(BEARER))
                .flatMap(header -> parts.sessions().session(header.substring(BEARER.length())));
        if (shown.isEmpty()) {
            parts.limits().admitStranger(request);
            throw ProblemException.sessionInvalid();
        }
        ClientSessions.Session session = shown.get();
        parts.limits().admit(session.client());
        ClientRegistry.Client client =
                parts.clients().find(session.client()).orElseThrow(ProblemException::sessionInvalid);
        certificates.require(request, client.id());
        requireWelcome(client);
        if (!session.equals(session(client))) {
            throw ProblemException.sessionInvalid();
        }
        parts.clients().seen(client.id());
        return client.id();
    }

    /** What a session of this client says that is good now. */
    private static ClientSessions.Session session(ClientRegistry.Client client) {
        return new ClientSessions.Session(client.id(), client.generation(), client.departures());
    }

    void leave(ClientId client, HttpServletResponse response) throws IOException {
        parts.meters().count(Metric.DEPARTURES);
        parts.desk().get().ifPresent(desk -> desk.left(client));
        parts.clients().left(client);
        response.setStatus(204);
    }
}
