package io.tifl.experiments.fleet;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads messages of the models' topic by where they lie. Thread-safe: one message is read at a time. */
final class PlaceReader implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int LONGEST_FETCH_MILLIS = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    PlaceReader(FleetSettings settings) {
        this.topic = settings.models();
        Map<String, Object> reading = settings.client("models");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // The next message is elsewhere: a fetch that waits for more after this one would only be in its way.
        reading.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_FETCH_MILLIS);
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @throws IOException if it is not there any more, or the brokers do not hand it out in time */
    synchronized byte[] read(Place place) throws IOException, InterruptedException {
        TopicPartition partition = new TopicPartition(topic, place.partition());
        Assembly assembly = new Assembly();
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            while (System.nanoTime() < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LOOK)) {
                    Optional<byte[]> message = add(assembly, record, place);
                    if (message.isPresent()) {
                        return message.get();
                    }
                }
            }
        } catch (InterruptException e) {
            throw PartWriter.interrupted(e);
        } catch (KafkaException | IllegalArgumentException e) {
            throw new IOException(topic + " cannot be read at " + place.offset() + ": " + e.getMessage(), e);
        }
        throw new IOException(topic + " does not hand out what lies at " + place.offset());
    }

    private static Optional<byte[]> add(Assembly assembly, ConsumerRecord<byte[], byte[]> record, Place place) {
        Header header = record.headers().lastHeader(Part.HEADER);
        if (header == null) {
            return Optional.empty();
        }
        Part part = Part.parse(header.value());
        Optional<byte[]> message = assembly.add(part, record.value());
        // Others may have been written between the parts of this one.
        boolean isWanted = record.offset() - part.index() >= place.offset() && part.length() == place.length();
        return message.filter(_ -> isWanted && (part.index() > 0 || record.offset() == place.offset()));
    }

    @Override
    public synchronized void close() {
        consumer.close();
    }
}
