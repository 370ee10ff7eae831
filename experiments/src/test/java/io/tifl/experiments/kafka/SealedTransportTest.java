package io.tifl.experiments.kafka;

import io.tifl.protocol.transport.TransportContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Both ends keep the contract of every transport also where models and replies are sealed. */
final class SealedTransportTest extends TransportContract {
    @RegisterExtension
    private static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path uploads;

    @Override
    public Ends open() throws InterruptedException {
        return new Site(Site.settings(BROKER.get().bootstrap(), true, Map.of()), uploads);
    }
}
