package io.tifl.experiments.advi.federated;

import io.tifl.protocol.ClientId;

/** A client answered with what cannot be a sum of its data, each time that it was asked. */
final class RefusedClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ClientId client;
    private final String why;

    RefusedClientException(ClientId client, String why) {
        super(client + ": " + why);
        this.client = client;
        this.why = why;
    }

    ClientId client() {
        return client;
    }

    String why() {
        return why;
    }
}
