package io.tifl.client.http;

import io.tifl.protocol.transport.RefusedException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A refusal as it came over HTTP. */
final class HttpRefusal extends RefusedException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final long uploadOffset;

    HttpRefusal(
            int status, String code, String detail, Advice advice, @Nullable Duration retryAfter, long uploadOffset) {
        super(
                code,
                "the coordinator answered " + status + " " + code + (detail.isEmpty() ? "" : ": " + detail),
                advice,
                retryAfter);
        this.status = status;
        this.uploadOffset = uploadOffset;
    }

    int status() {
        return status;
    }

    /** Where the coordinator wants the next piece to begin; below 0 if it does not say. */
    long uploadOffset() {
        return uploadOffset;
    }

    boolean is(Code code) {
        return code().equals(code.text());
    }
}
