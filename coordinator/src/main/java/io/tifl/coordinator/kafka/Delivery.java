package io.tifl.coordinator.kafka;

import io.tifl.coordinator.http.OrderDesk;
import io.tifl.protocol.kafka.ReplyPiece;
import org.apache.kafka.common.TopicPartition;

/**
 * A reply that is there and signed.
 *
 * @param piece its first
 * @param offset of the record that is done with once this is
 */
record Delivery(ReplyPiece piece, Fleet.Member member, TopicPartition partition, long offset) {
    /** What a receipt is called in docs/http-api.md. */
    static String code(OrderDesk.Receipt receipt) {
        return switch (receipt) {
            case COUNTED -> "counted-once";
            case KNOWN -> "known";
            case ALREADY_ANSWERED -> "already-answered";
            case WITHDRAWN -> "order-withdrawn";
            case PENDING -> "unavailable";
        };
    }
}
