package io.tifl.coordinator.round;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of one client in one round.
 *
 * @param latency from dispatch to reply; empty if no reply came
 * @param examples the weight its update counted with; 0 if it did not count
 * @param uploadBytes of its reply; 0 if none came
 * @param detail why it did not count, for people; empty if it did
 * @param roundsAgo how many rounds before this one it was asked; more than 0 only where rounds overlap
 */
public record ClientReport(
        ClientId client,
        Status status,
        Optional<Duration> latency,
        long examples,
        long uploadBytes,
        Metrics metrics,
        Optional<Rejection> rejection,
        String detail,
        long roundsAgo) {
    /** The detail of a client that vanished. */
    public static final String NO_SIGN_OF_LIFE = "no sign of life";

    /** A client that was asked in the round in which it is reported. */
    public ClientReport(
            ClientId client,
            Status status,
            Optional<Duration> latency,
            long examples,
            long uploadBytes,
            Metrics metrics,
            Optional<Rejection> rejection,
            String detail) {
        this(client, status, latency, examples, uploadBytes, metrics, rejection, detail, 0);
    }

    /** The same of a client that was asked in an earlier round. */
    public ClientReport asked(long before) {
        return new ClientReport(client, status, latency, examples, uploadBytes, metrics, rejection, detail, before);
    }

    /** How it ended. */
    public enum Status {
        /** Its update is in the new model. */
        COUNTED,
        /** It replied, but the reply was refused. */
        REJECTED,
        /** The deadline passed without a reply. */
        TIMED_OUT,
        /** Enough others were faster. */
        NOT_NEEDED
    }
}
