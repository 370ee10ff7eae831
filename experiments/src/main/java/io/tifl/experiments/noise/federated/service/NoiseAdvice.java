package io.tifl.experiments.noise.federated.service;

import io.tifl.coordinator.web.Refusal;
import io.tifl.experiments.noise.federated.InvalidEvaluationException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns what is wrong with evaluations into problem details; the rest is the coordinator's to tell. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class NoiseAdvice {
    @ExceptionHandler
    ProblemDetail invalid(InvalidEvaluationException e) {
        ProblemDetail problem = Refusal.problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-evaluation",
                "the evaluation cannot be carried out: " + e.getMessage());
        problem.setProperty("problems", e.problems());
        return problem;
    }
}
