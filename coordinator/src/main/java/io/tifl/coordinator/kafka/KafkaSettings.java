package io.tifl.coordinator.kafka;

import io.tifl.protocol.kafka.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where the brokers are and what the topics are called.
 *
 * @param bootstrap hosts and ports of some brokers, separated by commas
 * @param partitions of each topic when it is made; a topic that is there stays as it is
 * @param seal whether models and replies are closed on their way
 * @param further settings of Kafka's clients, such as those of TLS and SASL
 */
public record KafkaSettings(
        String bootstrap, Topics topics, int partitions, boolean seal, Map<String, String> further) {
    public KafkaSettings {
        if (partitions < 1) {
            throw new IllegalArgumentException("topics have at least 1 partition, got " + partitions);
        }
        further = Map.copyOf(further);
    }

    /**
     * Settings of Kafka's clients from a file, as Kafka's own tools take it.
     *
     * @throws IOException if it cannot be read
     */
    public static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader text = Files.newBufferedReader(file)) {
            properties.load(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no file of settings: " + e.getMessage(), e);
        }
        Map<String, String> settings = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        return settings;
    }

    /** Settings of one of Kafka's clients, to be added to. */
    Map<String, Object> client(String name) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, topics.prefix() + "." + name);
        return settings;
    }
}
