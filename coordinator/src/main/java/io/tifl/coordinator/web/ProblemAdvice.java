package io.tifl.coordinator.web;

import io.tifl.coordinator.job.InvalidJobException;
import io.tifl.coordinator.store.StoreException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns what goes wrong into problem details. */
@RestControllerAdvice
final class ProblemAdvice extends ResponseEntityExceptionHandler {
    @ExceptionHandler
    ProblemDetail invalidJob(InvalidJobException e) {
        ProblemDetail problem = Refusal.problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "invalid-job", "the job cannot be run: " + e.getMessage());
        problem.setProperty("problems", e.problems());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail argument(IllegalArgumentException e) {
        return Refusal.problem(HttpStatus.BAD_REQUEST, "malformed", String.valueOf(e.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail store(StoreException e) {
        return Refusal.problem(
                HttpStatus.SERVICE_UNAVAILABLE, "unavailable", "the store does not answer: " + e.getMessage());
    }
}
