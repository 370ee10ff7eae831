package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskId;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that says what went wrong, as problem details (RFC 9457) with a code of {@code docs/http-api.md}. */
final class ProblemException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    /** @param detail for people; holds no secret */
    ProblemException(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    ProblemException with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    Map<String, String> headers() {
        return headers;
    }

    static ProblemException malformed(String detail) {
        return new ProblemException(400, "malformed", detail);
    }

    static ProblemException notFound(String detail) {
        return new ProblemException(404, "not-found", detail);
    }

    static ProblemException withdrawn(TaskId task) {
        return new ProblemException(410, OrderDesk.Receipt.WITHDRAWN.code(), "nobody waits for " + task);
    }

    static ProblemException sessionInvalid() {
        return new ProblemException(401, "session-invalid", "open a session with the key of this client");
    }

    static ProblemException unavailable(String detail) {
        return new ProblemException(503, "unavailable", detail).with("Retry-After", "1");
    }

    static ProblemException noRound() {
        return unavailable("no round runs here now");
    }

    static ProblemException otherDigest() {
        return new ProblemException(
                403, "signature-invalid", "the reply has another digest than the one that is signed");
    }

    static ProblemException tooLarge(long bytes, long limit) {
        return new ProblemException(413, "too-large", bytes + " bytes were announced, at most " + limit + " are taken");
    }
}
