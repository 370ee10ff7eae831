package io.tifl.coordinator.kafka;

import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all partitions of a topic on a thread of its own, and comes back after any trouble with the brokers where it was.
 * There is one reader at a time, so partitions are assigned rather than shared out: nothing is ever rebalanced.
 */
final class TopicReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration BETWEEN_COMMITS = Duration.ofSeconds(1);
    private static final int FETCHED_OF_PARTITION = 4 << 20;

    /** What is done with the records. Called on the reader's thread. */
    interface Taker {
        void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException;

        /** Nothing came, or all that came was taken. */
        void rest();
    }

    private final KafkaSettings settings;
    private final String topic;
    private final Taker taker;
    private final boolean fromCommitted;
    private final Progress progress;
    private final Meters meters;
    private final String kind;
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private final CountDownLatch placed = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private long lastCommit = System.nanoTime();
    private Map<TopicPartition, Long> committed = Map.of();

    private TopicReader(
            KafkaSettings settings,
            String topic,
            Taker taker,
            boolean fromCommitted,
            Progress progress,
            Meters meters) {
        this.meters = meters;
        this.kind = topic.substring(topic.lastIndexOf('.') + 1);
        this.settings = settings;
        this.topic = topic;
        this.taker = taker;
        this.fromCommitted = fromCommitted;
        this.progress = progress;
        this.thread = Thread.ofPlatform().name("kafka-" + topic).start(this::run);
    }

    /** Reads what is written from now on. */
    static TopicReader fromNowOn(KafkaSettings settings, String topic, Taker taker, Meters meters) {
        return new TopicReader(settings, topic, taker, false, new Progress(), meters);
    }

    /** Goes on where the last reader had got to, and commits how far this one got. */
    static TopicReader goingOn(KafkaSettings settings, String topic, Taker taker, Progress progress, Meters meters) {
        return new TopicReader(settings, topic, taker, true, progress, meters);
    }

    /** Waits until it is certain where it begins: what is written from then on is read. */
    void awaitPlaced() throws InterruptedException {
        placed.await();
    }

    private void run() {
        while (!isClosed()) {
            try (KafkaConsumer<byte[], byte[]> consumer =
                    new KafkaConsumer<>(consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                place(consumer);
                placed.countDown();
                read(consumer);
                commit(consumer);
            } catch (InterruptException _) {
                boolean _ = Thread.interrupted();
            } catch (InterruptedException _) {
                return;
            } catch (KafkaException e) {
                meters.count(Metric.KAFKA_READ_FAILURES, kind);
                LOG.warn("{} cannot be read now: {}", topic, Refusals.inWords(e));
                pause();
            }
        }
    }

    private Map<String, Object> consumerSettings() {
        Map<String, Object> consumer = settings.client("coordinator-" + topic);
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        consumer.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_OF_PARTITION);
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, fromCommitted ? "earliest" : "latest");
        if (fromCommitted) {
            consumer.put(ConsumerConfig.GROUP_ID_CONFIG, AccessRules.group(settings.topics()));
        }
        return consumer;
    }

    private void place(KafkaConsumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("the topic " + topic + " is not there yet");
        }
        consumer.assign(partitions);
        for (TopicPartition partition : partitions) {
            Long at = next.get(partition);
            if (at != null) {
                consumer.seek(partition, at);
            }
            next.put(partition, consumer.position(partition));
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
        while (!isClosed()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LOOK)) {
                take(record);
                next.put(new TopicPartition(topic, record.partition()), record.offset() + 1);
            }
            taker.rest();
            if (System.nanoTime() - lastCommit >= BETWEEN_COMMITS.toNanos()) {
                lastCommit = System.nanoTime();
                commit(consumer);
                measureLag(consumer);
            }
        }
    }

    private void measureLag(KafkaConsumer<byte[], byte[]> consumer) {
        long lag = consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
        meters.set(Metric.KAFKA_LAG, (double) lag, kind);
    }

    /** A fault of ours with one record must not keep all others from being read. */
    private void take(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
        meters.count(Metric.KAFKA_RECEIVED, kind);
        try {
            taker.take(record);
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("{}-{}@{} is left out", topic, record.partition(), record.offset(), e);
        }
    }

    private void commit(KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> positions = progress.positions();
        if (fromCommitted && !positions.equals(committed)) {
            Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
            positions.forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
            consumer.commitSync(offsets);
            committed = positions;
        }
    }

    private void pause() {
        try {
            boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            // It is closed, or tries again early.
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Ends after the record at hand, and commits once more. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!thread.join(Duration.ofSeconds(5))) {
                thread.interrupt();
                thread.join();
            }
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
