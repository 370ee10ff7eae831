package io.tifl.protocol.wire;

import io.tifl.protocol.task.TaskReply.Fault;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The small numbers of the format; they stay when a Java enum is sorted anew. */
final class Codes {
    static final int MODEL_BY_REFERENCE = 0;
    static final int MODEL_INLINE = 1;

    /** A parameter on the wire, as bits so that a NaN keeps its payload. */
    static final ValueLayout.OfInt VALUE_BITS = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Codes() {}

    static int of(Fault fault) {
        return switch (fault) {
            case ORDER -> 1;
            case CLIENT -> 2;
            case RESOURCES -> 3;
            case CANCELLED -> 4;
        };
    }

    static Fault fault(int code) throws MalformedMessageException {
        return switch (code) {
            case 1 -> Fault.ORDER;
            case 2 -> Fault.CLIENT;
            case 3 -> Fault.RESOURCES;
            case 4 -> Fault.CANCELLED;
            default -> throw new MalformedMessageException("fault " + code + " is unknown; known are 1 to 4");
        };
    }
}
