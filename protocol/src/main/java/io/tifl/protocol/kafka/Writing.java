package io.tifl.protocol.kafka;

import java.util.Map;

/** How both sides write to the topics, as settings of Kafka's producer. */
public final class Writing {
    private Writing() {}

    /**
     * Acknowledged by all brokers that have a copy, once and in order whatever fails on the way, and without waiting for more
     * to send.
     *
     * @param memoryBytes that may be under way; whoever writes more waits
     */
    public static Map<String, Object> durable(long memoryBytes) {
        return Map.of(
                "acks",
                "all",
                "enable.idempotence",
                true,
                "linger.ms",
                0,
                "max.request.size",
                Topics.LARGEST_RECORD,
                "buffer.memory",
                memoryBytes);
    }
}
