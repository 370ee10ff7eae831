package io.tifl.coordinator.app;

import io.tifl.coordinator.kafka.KafkaBridge;
import java.util.Optional;

/** Kafka as a way that is open. */
record OpenBridge(KafkaBridge bridge) implements Bridge.Open {
    @Override
    public Optional<String> trouble() {
        return bridge.trouble();
    }

    @Override
    public void close() {
        bridge.close();
    }
}
