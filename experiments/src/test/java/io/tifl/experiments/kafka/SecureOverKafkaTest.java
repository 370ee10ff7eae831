package io.tifl.experiments.kafka;

import io.tifl.experiments.secure.SecureRounds;
import io.tifl.protocol.transport.TransportContract;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Secure aggregation between devices and a coordinator that meet over Kafka. */
@Tag("slow")
final class SecureOverKafkaTest extends SecureRounds {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    @TempDir
    private Path folder;

    @Override
    protected TransportContract.Ends open() throws Exception {
        return new Site(BROKER.get().bootstrap(), folder);
    }

    @Test
    void theModelIsThatOfPlainRoundsOverTheSameFixedPointValuesBitForBit() throws Exception {
        requireTheModelOfPlainRounds();
    }
}
