/** What coordinator and clients write to Kafka's topics, byte by byte, without Kafka itself: {@code docs/kafka.md}. */
@NullMarked
package io.tifl.protocol.kafka;

import org.jspecify.annotations.NullMarked;
