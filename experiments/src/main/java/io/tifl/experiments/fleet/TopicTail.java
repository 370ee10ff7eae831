package io.tifl.experiments.fleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads on a thread of its own what is written to topics from now on. No group, so nothing is shared out. */
final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FETCHED_OF_PARTITION = 4 << 20;

    private final List<String> topics;
    private final Consumer<ConsumerRecord<byte[], byte[]>> taker;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch placed = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    /** @param taker called on the reader's thread */
    TopicTail(FleetSettings settings, List<String> topics, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        this.topics = topics;
        this.taker = taker;
        Map<String, Object> reading = settings.client("tail");
        reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        reading.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        reading.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCHED_OF_PARTITION);
        this.consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread =
                Thread.ofPlatform().daemon().name("fleet-" + topics.getFirst()).start(this::run);
    }

    /** Waits until it is certain where it begins; false if the brokers do not say in time. */
    boolean awaitPlaced() throws InterruptedException {
        return placed.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        try (consumer) {
            while (closed.getCount() > 0) {
                try {
                    place();
                    consumer.poll(LOOK).forEach(taker);
                } catch (WakeupException _) {
                    // It is over.
                } catch (InterruptException _) {
                    return;
                } catch (UnknownTopicOrPartitionException _) {
                    boolean _ = closed.await(SOON.toMillis(), TimeUnit.MILLISECONDS);
                } catch (KafkaException e) {
                    LOG.warn("{} cannot be read now: {}", topics, e.getMessage());
                    boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void place() {
        if (placed.getCount() == 0) {
            return;
        }
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            List<PartitionInfo> itsPartitions = consumer.partitionsFor(topic);
            if (itsPartitions.isEmpty()) {
                // It was made a moment ago, and not all brokers know.
                throw new UnknownTopicOrPartitionException("the topic " + topic + " is not there yet");
            }
            itsPartitions.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        placed.countDown();
    }

    @Override
    public void close() {
        closed.countDown();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
