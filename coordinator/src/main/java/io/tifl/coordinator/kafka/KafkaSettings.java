package io.tifl.coordinator.kafka;

import io.tifl.protocol.kafka.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where the brokers are and what the topics are called.
 *
 * @param bootstrap hosts and ports of some brokers, separated by commas
 * @param partitions of each topic when it is made; a topic that is there stays as it is
 * @param further settings of Kafka's clients, such as those of TLS and SASL
 */
public record KafkaSettings(String bootstrap, Topics topics, int partitions, Map<String, String> further) {
    public KafkaSettings {
        if (partitions < 1) {
            throw new IllegalArgumentException("topics have at least 1 partition, got " + partitions);
        }
        further = Map.copyOf(further);
    }

    /** Settings of one of Kafka's clients, to be added to. */
    Map<String, Object> client(String name) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, topics.prefix() + "." + name);
        return settings;
    }
}
