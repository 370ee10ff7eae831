package io.tifl.experiments.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics as somebody sees them who is neither coordinator nor device. */
final class Log implements AutoCloseable {
    private final Map<String, Object> settings;
    private final KafkaProducer<byte[], byte[]> producer;

    Log(String bootstrap) {
        this(bootstrap, Map.of());
    }

    /** @param further settings, such as those of a user */
    Log(String bootstrap, Map<String, String> further) {
        this.settings = new HashMap<>(further);
        settings.put("bootstrap.servers", bootstrap);
        Map<String, Object> writing = new HashMap<>(settings);
        writing.put("acks", "all");
        this.producer = new KafkaProducer<>(writing, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Future<RecordMetadata> write(ProducerRecord<byte[], byte[]> record) {
        return producer.send(record);
    }

    int partitions(String topic) {
        return producer.partitionsFor(topic).size();
    }

    /** All that is in a topic now. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
