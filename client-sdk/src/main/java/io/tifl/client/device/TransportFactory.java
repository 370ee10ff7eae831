package io.tifl.client.device;

import io.tifl.client.event.ClientListener;
import io.tifl.client.http.Identity;
import io.tifl.protocol.transport.ClientTransport;

/** Connects a client that has enrolled over HTTP to its coordinator by another transport, such as Kafka. */
@FunctionalInterface
public interface TransportFactory {
    /**
     * A client's end, which the caller closes.
     *
     * @param listener to be told of what happens on the way: of orders that come and are withdrawn above all
     */
    ClientTransport connect(Identity identity, ClientListener listener);
}
