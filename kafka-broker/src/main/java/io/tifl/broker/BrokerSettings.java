package io.tifl.broker;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the broker is told: one node that is broker and controller, on the loopback address, quick to come back after a crash. */
final class BrokerSettings {
    private static final String HOST = "127.0.0.1";

    private final Map<String, Object> properties = new LinkedHashMap<>();

    BrokerSettings(Path data, int port, int controllerPort) {
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", 1);
        properties.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
        properties.put("listeners", "CLIENTS://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
        properties.put("advertised.listeners", "CLIENTS://" + bootstrap(port));
        properties.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "CLIENTS");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", data.toAbsolutePath().toString().replace('\\', '/'));
        properties.put("auto.create.topics.enable", false);
        becomeLeaderSoon();
        beSmall();
    }

    static String bootstrap(int port) {
        return HOST + ":" + port;
    }

    /** By default a broker that was killed waits nine seconds or more until it believes that it is gone. */
    private void becomeLeaderSoon() {
        properties.put("broker.heartbeat.interval.ms", 500);
        properties.put("broker.session.timeout.ms", 2000);
        properties.put("controller.quorum.election.timeout.ms", 200);
        properties.put("controller.quorum.election.backoff.max.ms", 200);
        properties.put("controller.quorum.fetch.timeout.ms", 500);
        properties.put("group.consumer.heartbeat.interval.ms", 500);
        properties.put("group.consumer.min.heartbeat.interval.ms", 500);
        properties.put("group.consumer.session.timeout.ms", 6000);
        properties.put("group.consumer.min.session.timeout.ms", 2000);
        properties.put("group.initial.rebalance.delay.ms", 0);
    }

    private void beSmall() {
        properties.put("offsets.topic.replication.factor", 1);
        properties.put("offsets.topic.num.partitions", 4);
        properties.put("transaction.state.log.replication.factor", 1);
        properties.put("transaction.state.log.min.isr", 1);
        properties.put("transaction.state.log.num.partitions", 4);
        properties.put("share.coordinator.state.topic.replication.factor", 1);
        properties.put("share.coordinator.state.topic.min.isr", 1);
        properties.put("log.cleaner.dedupe.buffer.size", 16 << 20);
    }

    void write(Path file) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (Map.Entry<String, Object> property : properties.entrySet()) {
                out.write(property.getKey() + "=" + property.getValue() + "\n");
            }
        }
    }
}
