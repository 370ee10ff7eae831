package io.tifl.protocol.wire;

import io.tifl.protocol.task.TaskReply;

/** What a message is, by its byte on the wire; numbers are never used again for something else. */
enum Kind {
    MODEL(1),
    ORDER(2),
    UPDATED(3),
    MEASURED(4),
    FAILED(5);

    final int code;

    Kind(int code) {
        this.code = code;
    }

    static Kind of(WireMessage message) {
        return switch (message) {
            case WireMessage.Model _ -> MODEL;
            case WireMessage.Order _ -> ORDER;
            case WireMessage.Reply(TaskReply reply) -> of(reply);
        };
    }

    private static Kind of(TaskReply reply) {
        return switch (reply) {
            case TaskReply.Updated _ -> UPDATED;
            case TaskReply.Measured _ -> MEASURED;
            case TaskReply.Failed _ -> FAILED;
        };
    }

    static Kind of(int code) throws MalformedMessageException {
        for (Kind kind : values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new MalformedMessageException("message kind " + code + " is unknown to version " + Envelope.VERSION
                + " of the format; known are 1 to " + values().length);
    }
}
