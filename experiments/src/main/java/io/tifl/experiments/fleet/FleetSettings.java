package io.tifl.experiments.fleet;

import io.tifl.coordinator.kafka.KafkaSettings;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.kafka.Writing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where a fleet meets.
 *
 * @param bootstrap hosts and ports of some brokers, separated by commas
 * @param name of the fleet, with which the names of its topics begin: 1 to 100 of {@code A-Z a-z 0-9 . _ -}
 * @param further settings of Kafka's clients, such as those of TLS and SASL
 */
public record FleetSettings(String bootstrap, String name, Map<String, String> further) {
    /** What a fleet is called that was given no name. */
    public static final String USUAL_NAME = "tifl-fleet";

    private static final long WRITER_BYTES = 32L << 20;

    public FleetSettings {
        if (bootstrap.isBlank()) {
            throw new IllegalArgumentException("--bootstrap names a broker as HOST:PORT, got nothing");
        }
        Topics _ = new Topics(name);
        further = Map.copyOf(further);
    }

    /**
     * As a user says it.
     *
     * @param file of properties for Kafka's clients
     */
    public static FleetSettings of(String bootstrap, String name, Optional<Path> file) throws IOException {
        return new FleetSettings(bootstrap, name, file.isPresent() ? KafkaSettings.read(file.get()) : Map.of());
    }

    /** Replay to workers: which run there is, {@link Announcement}. */
    String runs() {
        return name + ".runs";
    }

    /** Replay to workers: models, and what clients owe, in {@link Part parts}. */
    String models() {
        return name + ".models";
    }

    /** Replay to workers: {@link Unit}, shared out among them. */
    String units() {
        return name + ".units";
    }

    /** Workers to replay: {@link UnitResult}, in {@link Part parts}. */
    String results() {
        return name + ".results";
    }

    /** Workers to replay: {@link Presence}. */
    String workers() {
        return name + ".workers";
    }

    List<String> topics() {
        return List.of(runs(), models(), units(), results(), workers());
    }

    /** Settings of one of Kafka's clients, to be added to. */
    Map<String, Object> client(String what) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, name + "." + what);
        return settings;
    }

    /** Settings of whoever writes: nothing counts as written before all copies have it, and nothing is written twice. */
    Map<String, Object> writer(String what) {
        Map<String, Object> settings = client(what);
        settings.putAll(Writing.durable(WRITER_BYTES));
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, Topics.LARGEST_RECORD);
        return settings;
    }
}
