package io.tifl.client.http;

import io.tifl.client.pace.Pace;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.transport.ClientTransport;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.TransportContract;
import java.io.IOException;
import java.time.Duration;

/** The client's end keeps the contract of every transport. */
final class HttpClientTransportTest extends TransportContract {
    @Override
    public Ends open() throws IOException {
        FakeCoordinator fake = new FakeCoordinator();
        Pace pace = new Pace(new Seed(1), Duration.ofMillis(10), Duration.ofMillis(100));
        HttpCoordinator coordinator =
                HttpCoordinator.builder(fake.uri()).pace(pace).build();
        return new Ends() {
            @Override
            public CoordinatorTransport coordinator() {
                return fake;
            }

            @Override
            public ClientTransport connect(ClientId client) {
                return coordinator.connect(fake.enrol(client));
            }

            @Override
            public void close() {
                coordinator.close();
                fake.close();
            }
        };
    }
}
