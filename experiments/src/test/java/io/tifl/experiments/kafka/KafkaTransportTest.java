package io.tifl.experiments.kafka;

import io.tifl.broker.KafkaBroker;
import io.tifl.protocol.transport.TransportContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Both ends over a real broker keep the contract of every transport. */
final class KafkaTransportTest extends TransportContract {
    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    @TempDir
    private Path uploads;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = KafkaBroker.start(folder, 0);
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.kill();
    }

    @Override
    public Ends open() throws InterruptedException {
        return new Site(broker.bootstrap(), uploads);
    }
}
