package io.tifl.broker;

import java.io.IOException;
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
        properties.put("inter.broker.listener.name", "CLIENTS");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dirs", data.toAbsolutePath().toString().replace('\\', '/'));
        properties.put("auto.create.topics.enable", false);
        becomeLeaderSoon();
        beSmall();
    }

    /** Lets everybody in. */
    void open() {
        properties.put("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT");
    }

    /** Lets in who knows a password, to what this user was granted; the controller knows the broker by its certificate. */
    void secure(BrokerKeys keys) {
        properties.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:SSL");
        properties.put("listener.name.controller.ssl.client.auth", "required");
        properties.put("sasl.enabled.mechanisms", "SCRAM-SHA-512");
        properties.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        properties.put(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                BrokerKeys.login(BrokerKeys.SUPER_USER, keys.password()));
        properties.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        properties.put("super.users", "User:" + BrokerKeys.SUPER_USER + ";User:" + BrokerKeys.BROKER);
        properties.putAll(keys.ofBroker());
    }

    /**
     * Listens on one port more, and tells who comes there to come back at another: that of something in between. Only for a
     * broker that is open to all.
     */
    void listenBehind(int port, int advertised) {
        properties.merge("listeners", ",BEHIND://" + bootstrap(port), (all, more) -> all + "" + more);
        properties.merge("advertised.listeners", ",BEHIND://" + bootstrap(advertised), (all, more) -> all + "" + more);
        properties.merge("listener.security.protocol.map", ",BEHIND:PLAINTEXT", (all, more) -> all + "" + more);
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
        StringBuilder text = new StringBuilder();
        properties.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('\n'));
        BrokerKeys.writeSecret(file, text.toString());
    }
}
