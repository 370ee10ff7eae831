package io.tifl.protocol.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The coordinator was reached, and said no. Says why in a word that programs compare, and what is left to do. */
public class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final Advice advice;
    private final @Nullable Duration retryAfter;

    /** What a client that was refused can do. */
    public enum Advice {
        /** Ask again later. */
        WAIT,
        /** Forget the order or the reply: the answer will not change. */
        FORGET,
        /** Stop: nothing this client asks for will be granted. */
        STOP
    }

    /**
     * @param code in lower case and permanent, such as {@code client-barred}
     * @param retryAfter what the coordinator asks to wait before the next attempt; null if it does not say
     */
    public RefusedException(String code, String message, Advice advice, @Nullable Duration retryAfter) {
        super(message);
        this.code = code;
        this.advice = advice;
        this.retryAfter = retryAfter;
    }

    public String code() {
        return code;
    }

    public Advice advice() {
        return advice;
    }

    /** What the coordinator asks to wait before the next attempt. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
