package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.web.Refusal;
import io.tifl.experiments.benchmark.lead.RefusedSubmissionException;
import io.tifl.experiments.benchmark.spec.InvalidBenchmarkException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns what is wrong with benchmarks into problem details; the rest is the coordinator's to tell. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BenchmarkAdvice {
    @ExceptionHandler
    ProblemDetail invalid(InvalidBenchmarkException e) {
        ProblemDetail problem = Refusal.problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-benchmark",
                "the benchmark cannot be run: " + e.getMessage());
        problem.setProperty("problems", e.problems());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail refused(RefusedSubmissionException e) {
        HttpStatus status = e.code() == RefusedSubmissionException.Code.QUEUE_FULL
                ? HttpStatus.TOO_MANY_REQUESTS
                : HttpStatus.CONFLICT;
        return Refusal.problem(status, e.code().toString(), String.valueOf(e.getMessage()));
    }
}
