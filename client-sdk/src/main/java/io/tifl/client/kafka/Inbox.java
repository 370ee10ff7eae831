package io.tifl.client.kafka;

import io.tifl.protocol.kafka.Announcement;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is written to the clients of this process, on one thread: the partitions they are in, of which records to others
 * are passed over by their keys. No group, so nothing is ever shared out anew. Thread-safe.
 */
final class Inbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<ByteBuffer, List<Postbox>> boxes = new ConcurrentHashMap<>();
    private final Queue<Joining> joining = new ConcurrentLinkedQueue<>();
    private final Set<TopicPartition> assigned = new HashSet<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Thread thread;

    private record Joining(int partition, CompletableFuture<@Nullable Void> done) {}

    Inbox(Map<String, Object> settings, String topic) {
        this.topic = topic;
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().daemon().name("tifl-kafka-inbox").start(this::run);
    }

    /**
     * From when this returns, what is written to the client reaches its postbox.
     *
     * @param partitions of the topic
     * @throws IOException if the brokers do not answer, or refuse
     */
    void join(Postbox box, int partitions) throws IOException, InterruptedException {
        String client = box.identity().client().value();
        boxes.computeIfAbsent(key(client), _ -> new CopyOnWriteArrayList<>()).add(box);
        Joining request = new Joining(Topics.partition(client, partitions), new CompletableFuture<>());
        joining.add(request);
        asked.countDown();
        consumer.wakeup();
        try {
            request.done().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            leave(box);
            throw new IOException("cannot read " + topic + ": " + Refusals.inWords(e.getCause()), e);
        } catch (TimeoutException e) {
            leave(box);
            throw new IOException(
                    "the brokers do not say within " + PATIENCE.toSeconds() + " s where " + topic + " ends", e);
        }
    }

    void leave(Postbox box) {
        boxes.computeIfPresent(key(box.identity().client().value()), (_, there) -> {
            there.remove(box);
            return there.isEmpty() ? null : there;
        });
    }

    private static ByteBuffer key(String client) {
        return ByteBuffer.wrap(client.getBytes(StandardCharsets.UTF_8));
    }

    private void run() {
        try (consumer) {
            asked.await();
            while (closed.getCount() > 0) {
                try {
                    assignJoining();
                    consumer.poll(LOOK).forEach(this::hand);
                } catch (WakeupException _) {
                    // Somebody joins, or it is over.
                } catch (InterruptException _) {
                    return;
                } catch (KafkaException e) {
                    LOG.warn("{} cannot be read now: {}", topic, Refusals.inWords(e));
                    if (Refusals.isOne(e)) {
                        turnAway(e);
                    }
                    boolean _ = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void turnAway(KafkaException refusal) {
        List<Joining> requests = new ArrayList<>(joining);
        requests.forEach(request -> request.done().completeExceptionally(refusal));
        joining.removeAll(requests);
    }

    private void assignJoining() {
        List<Joining> requests = new ArrayList<>(joining);
        Set<TopicPartition> fresh = new HashSet<>();
        for (Joining request : requests) {
            TopicPartition partition = new TopicPartition(topic, request.partition());
            if (!assigned.contains(partition)) {
                fresh.add(partition);
            }
        }
        if (!fresh.isEmpty()) {
            Set<TopicPartition> all = new HashSet<>(assigned);
            all.addAll(fresh);
            consumer.assign(all);
            consumer.seekToEnd(fresh);
            fresh.forEach(consumer::position);
            assigned.addAll(fresh);
        }
        requests.forEach(request -> request.done().complete(null));
        joining.removeAll(requests);
    }

    private void hand(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        if (record.key() == null) {
            announce(record.value());
            return;
        }
        boxes.getOrDefault(ByteBuffer.wrap(record.key()), List.of()).forEach(box -> box.received(record.value()));
    }

    private void announce(byte[] value) {
        try {
            Announcement announcement = Announcement.parse(value);
            boxes.values().forEach(there -> there.forEach(box -> box.announced(announcement)));
        } catch (MalformedMessageException e) {
            LOG.debug("an announcement cannot be read: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        closed.countDown();
        asked.countDown();
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException _) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}
