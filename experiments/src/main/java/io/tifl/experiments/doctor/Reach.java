package io.tifl.experiments.doctor;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What tifl is to reach from here, as far as somebody says so.
 *
 * @param kafka brokers, as {@code host:port}, comma-separated
 * @param kafkaSettings further ones of Kafka's clients
 * @param database address for JDBC
 * @param user of the database; empty for none
 * @param password of the database; empty for none
 * @param coordinator its address
 */
public record Reach(
        Optional<String> kafka,
        Map<String, String> kafkaSettings,
        Optional<String> database,
        String user,
        String password,
        Optional<URI> coordinator) {
    public Reach {
        kafkaSettings = Map.copyOf(kafkaSettings);
    }

    List<Probe> probes() {
        List<Probe> probes = new ArrayList<>();
        kafka.ifPresent(brokers -> probes.add(Probe.of("kafka", () -> Brokers.look(brokers, kafkaSettings))));
        database.ifPresent(url -> probes.add(Probe.of("database", () -> Databases.look(url, user, password))));
        coordinator.ifPresent(address -> probes.add(Probe.of("coordinator", () -> Coordinators.look(address))));
        return probes;
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "Reach[" + kafka + ", " + coordinator + "]";
    }
}
