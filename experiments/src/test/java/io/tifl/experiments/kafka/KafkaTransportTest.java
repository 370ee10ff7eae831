package io.tifl.experiments.kafka;

import io.tifl.protocol.transport.TransportContract;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Both ends over a real broker keep the contract of every transport. */
final class KafkaTransportTest extends TransportContract {
    @RegisterExtension
    private static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path uploads;

    @Override
    public Ends open() throws InterruptedException {
        return new Site(BROKER.get().bootstrap(), uploads);
    }
}
