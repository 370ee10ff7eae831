package io.tifl.coordinator.job;

import io.tifl.coordinator.round.ClientReport;
import io.tifl.protocol.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What happens within a round: between two states of a job, for those who watch. Nothing depends on it. */
public sealed interface Progress {
    /** What clients are asked for. */
    enum Phase {
        /** To train, and to be timed, before the first round. */
        PROFILE,
        /** What a policy wants to know before it draws. */
        QUERY,
        /** To train. */
        TRAIN,
        /** For a stage of a secure sum. */
        SECURE,
        /** To judge a model. */
        EVALUATE;

        /** As it is shown. */
        public String shown() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Orders went out.
     *
     * @param at on the coordinator's clock, as all instants here
     * @param limit how long each is waited for at most
     */
    record Asked(Phase phase, long round, List<ClientId> clients, Instant at, Duration limit) implements Progress {
        public Asked {
            clients = List.copyOf(clients);
        }
    }

    /** A client answered; whether that counts is yet to be seen. */
    record Answered(Phase phase, ClientId client, Instant at, long wireBytes) implements Progress {}

    /** Clients left, or gave no sign of life for too long. */
    record GaveUp(Phase phase, List<ClientId> clients) implements Progress {
        public GaveUp {
            clients = List.copyOf(clients);
        }
    }

    /** It is known whether a client's update counts, and why not. */
    record Judged(ClientReport report) implements Progress {}

    /** Nobody is waited for any longer. */
    record Over(Phase phase, long round, Instant at) implements Progress {}
}
