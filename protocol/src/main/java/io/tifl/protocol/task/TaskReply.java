package io.tifl.protocol.task;

import io.tifl.protocol.Metrics;
import io.tifl.protocol.codec.EncodedUpdate;
import java.nio.charset.StandardCharsets;

/** What a client answers to one order. */
public sealed interface TaskReply {
    /** The task answered. */
    TaskId id();

    /**
     * The client changed the model.
     *
     * @param examples the weight of the change: how many training examples the client says it saw. A claim, believed only
     *     after admission: it may be zero, negative or absurd
     */
    record Updated(TaskId id, EncodedUpdate update, long examples, Metrics metrics) implements TaskReply {}

    /** The client measured something and leaves the model alone. */
    record Measured(TaskId id, Metrics metrics) implements TaskReply {}

    /**
     * The client could not do it.
     *
     * @param message for people; cut after 2048 characters, half characters replaced
     */
    record Failed(TaskId id, Fault fault, String message) implements TaskReply {
        private static final int MAX_MESSAGE = 2048;

        public Failed {
            message = whole(message.substring(0, Math.min(message.length(), MAX_MESSAGE)));
        }

        // A message may be cut through a surrogate pair, or arrive so from a broken program; it must still travel.
        private static String whole(String text) {
            return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        }
    }

    /** Whose fault a failure is, so that failures can be counted and acted on. */
    enum Fault {
        /** The order cannot be carried out by anyone like this client: unknown task, model or setting. */
        ORDER,
        /** The client's own program or data failed. */
        CLIENT,
        /** The client lacks memory, disk or power. */
        RESOURCES,
        /** The client was told to stop, or chose to. */
        CANCELLED
    }
}
