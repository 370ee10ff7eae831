package io.tifl.client.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears what a client does. Called on the client's threads, which wait meanwhile: it should return soon. Thread-safe. */
@FunctionalInterface
public interface ClientListener {
    void on(ClientEvent event);

    /** Hears nothing. */
    static ClientListener none() {
        return _ -> {};
    }

    /** This listener, then another. */
    default ClientListener and(ClientListener next) {
        return event -> {
            on(event);
            next.on(event);
        };
    }

    /** This listener, whose faults are logged and do no harm to the client. */
    default ClientListener harmless() {
        Logger log = LoggerFactory.getLogger(ClientListener.class);
        return event -> {
            try {
                on(event);
            } catch (RuntimeException e) {
                log.warn("a listener failed on {}", event, e);
            }
        };
    }
}
