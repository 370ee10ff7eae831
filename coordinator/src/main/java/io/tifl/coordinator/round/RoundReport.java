package io.tifl.coordinator.round;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one round did, for people and records; never read by the next round.
 *
 * @param round counted from 0
 * @param modelVersion of the model after the round
 * @param tier the cohort was drawn from, 0 the fastest; empty if the policy ignores tiers
 * @param started when the first orders went out, on the job's clock
 * @param elapsed from dispatch until enough had answered or the deadline passed, and what the query took before
 * @param clients in order of arrival, those that never answered last
 * @param evaluated if the model was evaluated after this round
 * @param query what it cost to ask clients before the cohort was drawn; empty if nobody was asked
 */
public record RoundReport(
        long round,
        long modelVersion,
        Status status,
        OptionalInt tier,
        Instant started,
        Duration elapsed,
        List<ClientReport> clients,
        Optional<Evaluated> evaluated,
        Optional<Toll> query) {
    /** How a round ended. */
    public enum Status {
        /** There is a new model. */
        COMMITTED,
        /** Too few updates counted; the model stays. */
        NO_QUORUM,
        /** The combined update would have made the model non-finite; the model stays. */
        DIVERGED,
        /** The policy found nobody to ask; nothing was sent and no later round can differ. */
        NO_CLIENTS,
        /** The round would cost the clients more privacy than the budget bears; nothing it made is shown, and the job is over. */
        BUDGET_SPENT
    }

    /** The report of a round that began without a query. */
    public RoundReport(
            long round,
            long modelVersion,
            Status status,
            OptionalInt tier,
            Instant started,
            Duration elapsed,
            List<ClientReport> clients,
            Optional<Evaluated> evaluated) {
        this(round, modelVersion, status, tier, started, elapsed, clients, evaluated, Optional.empty());
    }

    public RoundReport {
        clients = List.copyOf(clients);
    }

    /** How many updates are in the new model. */
    public int counted() {
        return Math.toIntExact(clients.stream()
                .filter(client -> client.status() == ClientReport.Status.COUNTED)
                .count());
    }

    /** Of all replies to the round, answers to its query included. */
    public long uploadBytes() {
        return clients.stream().mapToLong(ClientReport::uploadBytes).sum()
                + query.map(Toll::uploadBytes).orElse(0L);
    }
}
