package io.tifl.coordinator.kafka;

import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.Announcement;
import io.tifl.protocol.kafka.ModelPiece;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Parcel;
import io.tifl.protocol.kafka.Seal;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.kafka.Writing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the coordinator writes. Thread-safe. Whoever writes waits while more is under way than its memory holds.
 *
 * <p>All of it names the epoch of the lead, so that clients ignore a coordinator that has lost it and does not know yet.
 */
final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    /** The W3C's header, of orders and of replies. */
    static final String TRACEPARENT = "traceparent";

    private static final long MEMORY_BYTES = 32L << 20;

    private final Topics topics;
    private final long epoch;
    private final String season;
    private final Meters meters;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * @param epoch of the lead
     * @param season that calls have to name
     */
    Outbox(KafkaSettings settings, long epoch, String season, Meters meters) {
        this.meters = meters;
        this.topics = settings.topics();
        this.epoch = epoch;
        this.season = season;
        Map<String, Object> writing = settings.client("coordinator");
        writing.putAll(Writing.durable(MEMORY_BYTES));
        this.producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Answers a client; one that gets no answer asks again, so a failure is only noted. */
    void answer(ClientId client, ClientKey key, String instance, long number, Notice.Body body) {
        answer(client, key, instance, number, body, Optional.empty());
    }

    /** As above, with the header {@code traceparent} if there is one. */
    void answer(
            ClientId client,
            ClientKey key,
            String instance,
            long number,
            Notice.Body body,
            Optional<String> traceparent) {
        List<Header> headers = traceparent
                .<List<Header>>map(trace -> List.of(new RecordHeader(TRACEPARENT, bytes(trace))))
                .orElse(List.of());
        Notice notice = new Notice(epoch, season, instance, number, body);
        byte[] sealed = notice.seal(Notice.seal(key), client.value());
        try {
            meters.count(Metric.KAFKA_SENT, "orders");
            int partition = partition(topics.orders(), client.value());
            var _ = producer.send(
                    new ProducerRecord<>(topics.orders(), partition, bytes(client.value()), sealed, headers),
                    (_, failure) -> noteFailure("an answer to " + client, failure));
        } catch (KafkaException e) {
            noteFailure("an answer to " + client, e);
        }
    }

    /** Tells all clients that calls are heard from now on. */
    void announce() {
        byte[] announcement = new Announcement(epoch, season).encode();
        int partitions = producer.partitionsFor(topics.orders()).size();
        for (int partition = 0; partition < partitions; partition++) {
            var _ = producer.send(
                    new ProducerRecord<>(topics.orders(), partition, null, announcement),
                    (_, failure) -> noteFailure("the announcement of epoch " + epoch, failure));
        }
    }

    /** Writes a piece of a model, sealed or as it is. */
    Future<RecordMetadata> model(ModelPiece piece, byte[] bytes, Optional<Seal> seal) {
        Parcel plain = piece.parcel(bytes);
        Parcel parcel = seal.map(plain::close).orElse(plain);
        Header header = new RecordHeader(seal.isPresent() ? ModelPiece.SEALED : ModelPiece.HEADER, parcel.header());
        int partition = partition(topics.models(), parcel.key());
        meters.count(Metric.KAFKA_SENT, "models");
        return producer.send(
                new ProducerRecord<>(topics.models(), partition, bytes(parcel.key()), parcel.value(), List.of(header)));
    }

    /**
     * Puts aside a record nothing can be made of.
     *
     * @param then called once it is written, or cannot be
     */
    void deadLetter(ConsumerRecord<byte[], byte[]> record, String reason, Runnable then) {
        LOG.warn("{}-{}@{} goes to the dead letters: {}", record.topic(), record.partition(), record.offset(), reason);
        meters.count(Metric.KAFKA_DEAD_LETTERS);
        meters.count(Metric.KAFKA_SENT, "dead-letters");
        List<Header> headers = new ArrayList<>(List.of(record.headers().toArray()));
        headers.add(new RecordHeader("tifl-reason", bytes(reason)));
        headers.add(new RecordHeader("tifl-topic", bytes(record.topic())));
        headers.add(new RecordHeader("tifl-partition", bytes(Integer.toString(record.partition()))));
        headers.add(new RecordHeader("tifl-offset", bytes(Long.toString(record.offset()))));
        try {
            var _ = producer.send(
                    new ProducerRecord<>(topics.deadLetters(), null, record.key(), record.value(), headers),
                    (_, failure) -> {
                        noteFailure("a dead letter", failure);
                        then.run();
                    });
        } catch (KafkaException e) {
            noteFailure("a dead letter", e);
            then.run();
        }
    }

    private int partition(String topic, String key) {
        return Topics.partition(key, producer.partitionsFor(topic).size());
    }

    private void noteFailure(String what, @Nullable Exception failure) {
        if (failure != null) {
            meters.count(Metric.KAFKA_SEND_FAILURES);
            LOG.warn("{} could not be written: {}", what, failure.getMessage());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
