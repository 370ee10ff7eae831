package io.tifl.client.kafka;

import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.kafka.Writing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What clients write: acknowledged by all brokers that have a copy, once and in order whatever fails on the way. Whoever
 * writes waits while more is under way than its memory holds. Thread-safe.
 */
final class Outlet implements AutoCloseable {
    private static final long MEMORY_BYTES = 16L << 20;
    private static final Duration LONGEST_BLOCK = Duration.ofMinutes(1);
    private static final Duration LONGEST_DELIVERY = Duration.ofMinutes(2);

    private final KafkaProducer<byte[], byte[]> producer;

    Outlet(Map<String, Object> settings) {
        settings.putAll(Writing.durable(MEMORY_BYTES));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_BLOCK.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) LONGEST_DELIVERY.toMillis());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @throws IOException if the topic is not there, or the brokers cannot be reached */
    int partitions(String topic) throws IOException, InterruptedException {
        try {
            return producer.partitionsFor(topic).size();
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw new IOException("cannot use the topic " + topic + ": " + Refusals.inWords(e), e);
        }
    }

    /** Begins to write a record; {@link #await} says whether it was written. */
    Future<RecordMetadata> write(String topic, String key, byte[] value, List<Header> headers)
            throws IOException, InterruptedException {
        int partition = Topics.partition(key, partitions(topic));
        try {
            return producer.send(
                    new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value, headers));
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException | IllegalStateException e) {
            throw new IOException("cannot write to " + topic + ": " + Refusals.inWords(e), e);
        }
    }

    /** Waits until a record is written. */
    static void await(Future<RecordMetadata> record) throws IOException, InterruptedException {
        await(record, LONGEST_DELIVERY.plus(LONGEST_BLOCK));
    }

    /** Waits until a record is written, so long at most. */
    static void await(Future<RecordMetadata> record, Duration most) throws IOException, InterruptedException {
        try {
            record.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("a record could not be written: " + Refusals.inWords(e.getCause()), e);
        } catch (TimeoutException e) {
            throw new IOException("a record was not written in time", e);
        }
    }

    private static InterruptedException interrupted(InterruptException e) {
        // Kafka sets the flag, which is to be an exception here.
        boolean _ = Thread.interrupted();
        InterruptedException interrupted = new InterruptedException(e.getMessage());
        interrupted.initCause(e);
        return interrupted;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
