package io.tifl.client.http;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.http.DeviceApiContract;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** The coordinator that the client is tested against has to keep the promises a real one has to keep. */
final class FakeCoordinatorTest extends DeviceApiContract {
    @Override
    public Site open() throws IOException {
        FakeCoordinator fake = new FakeCoordinator();
        return new Site() {
            @Override
            public URI uri() {
                return fake.uri();
            }

            @Override
            public String token() {
                return fake.token();
            }

            @Override
            public CoordinatorTransport coordinator() {
                return fake;
            }

            @Override
            public void bar(ClientId client) {
                fake.bar(client);
            }

            @Override
            public Duration lease() {
                return fake.lease();
            }

            @Override
            public void close() {
                fake.close();
            }
        };
    }
}
