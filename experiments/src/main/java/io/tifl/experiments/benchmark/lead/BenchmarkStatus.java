package io.tifl.experiments.benchmark.lead;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a benchmark is. */
public enum BenchmarkStatus {
    QUEUED,
    RUNNING,
    /** It has a result. */
    DONE,
    /** It never will have one. */
    FAILED,
    CANCELLED;

    /** Whether something is still to be done. */
    public boolean isOpen() {
        return this == QUEUED || this == RUNNING;
    }

    /** @throws IllegalArgumentException naming those that there are */
    @JsonCreator
    public static BenchmarkStatus of(String text) {
        for (BenchmarkStatus status : values()) {
            if (status.toString().equals(text)) {
                return status;
            }
        }
        throw new IllegalArgumentException(
                "a status is queued, running, done, failed or cancelled, got '" + text + "'");
    }

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
