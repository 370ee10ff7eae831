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
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT, "the job cannot be run: " + e.getMessage());
        problem.setProperty("code", "invalid-job");
        problem.setProperty("problems", e.problems());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail argument(IllegalArgumentException e) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        problem.setProperty("code", "malformed");
        return problem;
    }

    @ExceptionHandler
    ProblemDetail store(StoreException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE, "the store does not answer: " + e.getMessage());
        problem.setProperty("code", "unavailable");
        return problem;
    }
}
