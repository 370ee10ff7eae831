package io.tifl.experiments.advi.federated.service;

import io.tifl.coordinator.web.Refusal;
import io.tifl.experiments.advi.federated.InvalidPosteriorException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns what is wrong with posteriors into problem details; the rest is the coordinator's to tell. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class PosteriorAdvice {
    @ExceptionHandler
    ProblemDetail invalid(InvalidPosteriorException e) {
        ProblemDetail problem = Refusal.problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "invalid-posterior",
                "the posterior cannot be fitted: " + e.getMessage());
        problem.setProperty("problems", e.problems());
        return problem;
    }
}
