package io.tifl.experiments.fleet;

import io.tifl.protocol.kafka.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes a fleet's topics that are not there yet. What they keep is bounded in time and in bytes. */
final class FleetTopics {
    private static final int SEGMENT_BYTES = 256 << 20;

    /** As many workers can take part at once. */
    private static final int UNIT_PARTITIONS = 64;

    private static final int RESULT_PARTITIONS = 8;

    private final FleetSettings settings;

    FleetTopics(FleetSettings settings) {
        this.settings = settings;
    }

    /** @param bytes of each partition that stay at most, a segment more or less; -1 for all */
    private record Kept(int partitions, Duration life, long bytes) {}

    private Map<String, Kept> kept() {
        return Map.of(
                settings.runs(), new Kept(1, Duration.ofHours(1), -1),
                settings.models(), new Kept(1, Duration.ofHours(24), 8L << 30),
                settings.units(), new Kept(UNIT_PARTITIONS, Duration.ofHours(24), -1),
                settings.results(), new Kept(RESULT_PARTITIONS, Duration.ofHours(1), 1L << 30),
                settings.workers(), new Kept(1, Duration.ofHours(1), -1));
    }

    /** @throws IOException if the brokers cannot be reached or do not let topics be made */
    void make() throws IOException, InterruptedException {
        try (Admin admin = Admin.create(settings.client("setup"))) {
            Set<String> there = admin.listTopics().names().get();
            int brokers = admin.describeCluster().nodes().get().size();
            for (String topic : settings.topics()) {
                if (!there.contains(topic)) {
                    make(admin, topic, Topics.copies(brokers));
                }
            }
        } catch (ExecutionException | KafkaException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new IOException(
                    "The brokers at " + settings.bootstrap() + " cannot be used: " + cause.getMessage(), cause);
        }
    }

    private void make(Admin admin, String topic, int copies) throws ExecutionException, InterruptedException {
        Kept kept = kept().get(topic);
        if (kept == null) {
            throw new AssertionError(topic);
        }
        Map<String, String> configs = new HashMap<>(Topics.settings(kept.life(), copies));
        configs.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(kept.bytes()));
        configs.put(TopicConfig.SEGMENT_BYTES_CONFIG, Integer.toString(SEGMENT_BYTES));
        NewTopic wanted = new NewTopic(topic, kept.partitions(), (short) copies).configs(configs);
        try {
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            // Another process of the fleet was quicker.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
