package io.tifl.coordinator.kafka;

import io.tifl.protocol.kafka.ReplyPiece;
import org.apache.kafka.common.TopicPartition;

/**
 * A reply that is there and signed.
 *
 * @param piece its first
 * @param offset of the record that is done with once this is
 */
record Delivery(ReplyPiece piece, Fleet.Member member, TopicPartition partition, long offset) {}
