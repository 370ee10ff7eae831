package io.tifl.coordinator.kafka;

import io.tifl.protocol.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Makes the topics that are not there yet: with short lives, since a log keeps what it is given. */
final class TopicSetup {
    /** After so long a model is written again before an order refers to it. */
    static final Duration MODELS_STAY = Duration.ofHours(6);

    /** Longer than a coordinator should be away; a device whose reply is gone sends it again. */
    private static final Duration REPLIES_STAY = Duration.ofHours(6);

    private static final Duration CALLS_STAY = Duration.ofHours(1);
    private static final Duration ORDERS_STAY = Duration.ofHours(1);
    private static final Duration DEAD_LETTERS_STAY = Duration.ofDays(7);

    private final KafkaSettings settings;

    TopicSetup(KafkaSettings settings) {
        this.settings = settings;
    }

    /** Sees to it that all topics are there. */
    void run() throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(settings.client("setup"))) {
            Set<String> there = admin.listTopics().names().get();
            int brokers = admin.describeCluster().nodes().get().size();
            List<NewTopic> missing = new ArrayList<>();
            lives().forEach((topic, life) -> {
                if (!there.contains(topic)) {
                    missing.add(topic(topic, life, Topics.copies(brokers)));
                }
            });
            admin.createTopics(missing).all().get();
        }
    }

    private Map<String, Duration> lives() {
        Topics topics = settings.topics();
        return Map.of(
                topics.calls(), CALLS_STAY,
                topics.orders(), ORDERS_STAY,
                topics.models(), MODELS_STAY,
                topics.replies(), REPLIES_STAY,
                topics.deadLetters(), DEAD_LETTERS_STAY);
    }

    private NewTopic topic(String name, Duration life, int copies) {
        return new NewTopic(name, settings.partitions(), (short) copies).configs(Topics.settings(life, copies));
    }
}
