package io.tifl.client.http;

import io.tifl.protocol.transport.RefusedException.Advice;
import java.util.Locale;

/** The codes of docs/http-api.md, and what a client does about each. */
enum Code {
    SESSION_INVALID(Advice.WAIT),
    TOKEN_INVALID(Advice.STOP),
    CLIENT_BARRED(Advice.STOP),
    CERTIFICATE_INVALID(Advice.STOP),
    SIGNATURE_INVALID(Advice.FORGET),
    NOT_FOUND(Advice.FORGET),
    UPLOAD_OFFSET(Advice.WAIT),
    ALREADY_ANSWERED(Advice.FORGET),
    ORDER_WITHDRAWN(Advice.FORGET),
    TOO_LARGE(Advice.FORGET),
    MALFORMED(Advice.FORGET),
    TOO_MANY_REQUESTS(Advice.WAIT),
    UNAVAILABLE(Advice.WAIT);

    private final Advice advice;

    Code(Advice advice) {
        this.advice = advice;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What to do about a code. One that is not of this list comes from elsewhere, or from a later coordinator: wait. */
    static Advice advice(String text) {
        for (Code code : values()) {
            if (code.text().equals(text)) {
                return code.advice;
            }
        }
        return Advice.WAIT;
    }
}
