package io.tifl.experiments.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records, and messages in parts. Thread-safe. Whoever writes waits while more is under way than its memory holds.
 */
final class PartWriter implements AutoCloseable {
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final String sender;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong messages = new AtomicLong();

    /** @param sender names it among all that write to a topic */
    PartWriter(FleetSettings settings, String sender) {
        this.sender = sender;
        this.producer =
                new KafkaProducer<>(settings.writer(sender), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Begins to write a record to a partition. */
    Future<RecordMetadata> record(String topic, int partition, byte[] value) {
        return producer.send(new ProducerRecord<>(topic, partition, null, value));
    }

    /** Writes a message to the only partition of a topic; it is there once this returns. */
    Place message(String topic, byte[] message) throws IOException, InterruptedException {
        List<Future<RecordMetadata>> writing =
                begin(topic, 0, sender, messages.incrementAndGet(), List.of(message), message.length);
        await(writing);
        RecordMetadata first = writing.getFirst().resultNow();
        return new Place(first.partition(), first.offset(), message.length);
    }

    /**
     * Begins to write a message.
     *
     * @param from names its sender
     * @param number of the message, which chooses the partition too
     * @param message arrays that follow each other
     */
    List<Future<RecordMetadata>> message(String topic, String from, long number, List<byte[]> message) {
        int partitions = producer.partitionsFor(topic).size();
        int length =
                Math.toIntExact(message.stream().mapToLong(some -> some.length).sum());
        return begin(topic, (int) Math.floorMod(number, (long) partitions), from, number, message, length);
    }

    private List<Future<RecordMetadata>> begin(
            String topic, int partition, String from, long number, List<byte[]> message, int length) {
        List<Future<RecordMetadata>> writing = new ArrayList<>();
        for (int index = 0; index < Part.count(length); index++) {
            Header header = new RecordHeader(Part.HEADER, new Part(from, number, index, length).encode());
            byte[] bytes = Part.bytes(message, index, length);
            writing.add(
                    producer.send(new ProducerRecord<byte[], byte[]>(topic, partition, null, bytes, List.of(header))));
        }
        return writing;
    }

    /** Waits until all is written. */
    static void await(List<Future<RecordMetadata>> writing) throws IOException, InterruptedException {
        try {
            for (Future<RecordMetadata> part : writing) {
                RecordMetadata _ = part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the brokers did not take a record: " + e.getMessage(), e);
        } catch (InterruptException e) {
            throw interrupted(e);
        } catch (KafkaException e) {
            throw new IOException("the brokers did not take a record: " + e.getMessage(), e);
        }
    }

    /** Kafka's exception sets the interrupt flag; ours says the same without it. */
    static InterruptedException interrupted(InterruptException cause) {
        boolean _ = Thread.interrupted();
        InterruptedException said = new InterruptedException(cause.getMessage());
        said.initCause(cause);
        return said;
    }

    @Override
    public void close() {
        producer.close(FAREWELL);
    }
}
