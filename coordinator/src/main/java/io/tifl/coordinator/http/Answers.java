package io.tifl.coordinator.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What requests and answers to devices have in common: JSON, problem details, headers. */
final class Answers {
    static final String BINARY = "application/octet-stream";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LARGEST_JSON = 16 << 10;

    private Answers() {}

    /** Answers in JSON. */
    static void send(HttpServletResponse response, int status, Map<String, ?> body) throws IOException {
        send(response, status, "application/json", body);
    }

    /** Answers with a problem detail. */
    static void send(HttpServletResponse response, ProblemException problem) throws IOException {
        problem.headers().forEach(response::setHeader);
        Map<String, Object> body = Map.of(
                "type", "about:blank",
                "status", problem.status(),
                "code", problem.code(),
                "detail", String.valueOf(problem.getMessage()));
        send(response, problem.status(), "application/problem+json", body);
    }

    private static void send(HttpServletResponse response, int status, String type, Map<String, ?> body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.getOutputStream().write(JSON.writeValueAsBytes(body));
    }

    /** @throws ProblemException if the header is missing */
    static String header(HttpServletRequest request, String name) throws ProblemException {
        String value = request.getHeader(name);
        if (value == null) {
            throw ProblemException.malformed("the header " + name + " is missing");
        }
        return value;
    }

    /** @throws NumberFormatException if the header is there and holds no number */
    static long number(HttpServletRequest request, String name, long otherwise) {
        String value = request.getHeader(name);
        return value == null ? otherwise : Long.parseLong(value);
    }

    /**
     * Reads a JSON object, of which no more is read than one may have.
     *
     * @throws ProblemException if it is too large, or none
     */
    @SuppressWarnings("unchecked")
    static Map<String, Object> json(HttpServletRequest request) throws IOException, ProblemException {
        byte[] body = request.getInputStream().readNBytes(LARGEST_JSON + 1);
        if (body.length > LARGEST_JSON) {
            throw ProblemException.tooLarge(body.length, LARGEST_JSON);
        }
        try {
            if (JSON.readValue(body, Object.class) instanceof Map<?, ?> object) {
                return (Map<String, Object>) object;
            }
        } catch (JacksonException e) {
            throw ProblemException.malformed("the body is no JSON object: " + e.getOriginalMessage());
        }
        throw ProblemException.malformed("the body is no JSON object");
    }

    /** @throws ProblemException if there is no such text in what was asked */
    static String text(Map<String, Object> asked, String name) throws ProblemException {
        if (asked.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw ProblemException.malformed("'" + name + "' is missing");
    }
}
