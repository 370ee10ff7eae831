package io.tifl.experiments.doctor;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaException;

/** Kafka. */
final class Brokers {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private Brokers() {}

    static Finding look(String bootstrap, Map<String, String> settings) throws InterruptedException {
        return look(bootstrap, settings, PATIENCE);
    }

    static Finding look(String bootstrap, Map<String, String> settings, Duration patience) throws InterruptedException {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrap);
        all.put("request.timeout.ms", Math.toIntExact(patience.toMillis()));
        all.put("default.api.timeout.ms", Math.toIntExact(patience.toMillis()));
        Admin admin;
        try {
            admin = Admin.create(all);
        } catch (KafkaException e) {
            return unreachable(bootstrap, e.getCause() == null ? e : e.getCause());
        }
        try {
            return described(bootstrap, admin.describeCluster(), patience);
        } finally {
            admin.close(Duration.ZERO);
        }
    }

    private static Finding described(String bootstrap, DescribeClusterResult cluster, Duration patience)
            throws InterruptedException {
        try {
            int brokers = cluster.nodes()
                    .get(patience.toMillis() + 500, TimeUnit.MILLISECONDS)
                    .size();
            String id = cluster.clusterId().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return Finding.ok(
                    "kafka",
                    brokers + (brokers == 1 ? " broker" : " brokers") + " of cluster " + id + " at " + bootstrap);
        } catch (ExecutionException e) {
            return unreachable(bootstrap, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            return unreachable(bootstrap, e);
        }
    }

    private static Finding unreachable(String bootstrap, Throwable why) {
        return Finding.problem(
                "kafka",
                "no broker answers at " + bootstrap + ": " + why.getMessage(),
                "check host, port and firewall, and with TLS or passwords --kafka-settings; './tifl dev kafka' starts one here");
    }
}
