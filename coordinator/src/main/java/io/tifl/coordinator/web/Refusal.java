package io.tifl.coordinator.web;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** Makes the errors of the interface: problem details (RFC 9457) with a code. */
public final class Refusal {
    private Refusal() {}

    public static ErrorResponseException notFound(String detail) {
        return of(HttpStatus.NOT_FOUND, "not-found", detail);
    }

    public static ErrorResponseException conflict(String code, String detail) {
        return of(HttpStatus.CONFLICT, code, detail);
    }

    static ErrorResponseException of(HttpStatus status, String code, String detail) {
        return new ErrorResponseException(status, problem(status, code, detail), null);
    }

    /** What is told of an error. */
    public static ProblemDetail problem(HttpStatus status, String code, String detail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setProperty("code", code);
        return problem;
    }
}
