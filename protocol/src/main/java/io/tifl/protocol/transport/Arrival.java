package io.tifl.protocol.transport;

import io.tifl.protocol.task.TaskReply;
import java.time.Instant;

/**
 * A reply and when it reached the coordinator, on the coordinator's clock.
 *
 * @param wireBytes what the reply cost to send, envelope included
 */
public record Arrival(TaskReply reply, Instant at, long wireBytes) {}
