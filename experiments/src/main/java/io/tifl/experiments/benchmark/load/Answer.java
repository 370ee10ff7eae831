package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.result.Stage;
import java.util.Map;

/**
 * What came of a request.
 *
 * @param stages nanoseconds that the server says it spent on each stage; empty if it does not say
 * @param detail why it failed, for people; empty if it did not
 */
public record Answer(Status status, Map<Stage, Long> stages, String detail) {
    /** How it ended. */
    public enum Status {
        OK,
        REJECTED,
        ERROR
    }

    public static Answer ok(Map<Stage, Long> stages) {
        return new Answer(Status.OK, stages, "");
    }

    public static Answer rejected() {
        return new Answer(Status.REJECTED, Map.of(), "the queue is full");
    }

    public static Answer error(String detail) {
        return new Answer(Status.ERROR, Map.of(), detail);
    }
}
