package io.tifl.protocol.wire;

import io.tifl.protocol.task.GlobalModel;

/** The model of an order on the wire: carried along, or named so that the client fetches it, or has it already. */
public sealed interface OrderedModel permits OrderedModel.Inline, ModelReference {
    /** The model travels with the order. */
    record Inline(GlobalModel model) implements OrderedModel {}
}
