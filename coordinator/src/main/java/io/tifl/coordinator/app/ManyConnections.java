package io.tifl.coordinator.app;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** What the web server needs to hold the connections of ten thousand clients, and to get them all at once. */
final class ManyConnections {
    /** After an outage thousands connect within a second; of those for whom there is no room some are cut off. */
    private static final int CONNECTING_AT_ONCE = 4096;

    private ManyConnections() {}

    static void allow(Server server) {
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector listening) {
                listening.setAcceptQueueSize(CONNECTING_AT_ONCE);
            }
            // Each connection would remember the headers it has seen, in 100 KB.
            connector.getConnectionFactories().stream()
                    .filter(HttpConfiguration.ConnectionFactory.class::isInstance)
                    .map(HttpConfiguration.ConnectionFactory.class::cast)
                    .forEach(factory -> factory.getHttpConfiguration().setHeaderCacheSize(0));
        }
    }
}
