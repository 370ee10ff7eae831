package io.tifl.protocol.wire;

import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskReply;

/** One message of the wire format. */
public sealed interface WireMessage {
    /** A version of the model, for every client that has orders which refer to it. */
    record Model(GlobalModel model) implements WireMessage {}

    /** Coordinator to client: do this. */
    record Order(WireOrder order) implements WireMessage {}

    /** Client to coordinator: this came of it. */
    record Reply(TaskReply reply) implements WireMessage {}
}
