package io.tifl.coordinator.round;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.secure.Strength;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.secure.SecureTerms;
import java.time.Duration;
import java.util.Optional;

/**
 * A recipe's wish that the coordinator learns the sum of the updates and no single one.
 *
 * @param authority public key of the enrolment authority that certifies clients' identities; the coordinator's operator has
 *     it, and the coordinator does not have the private one
 * @param stageLimit longest wait for each stage after training
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SecureAggregation(SecureTerms terms, Strength strength, byte[] authority, Duration stageLimit) {
    /** Fewest clients whose sum may be shown. */
    static final int LEAST_CLIENTS = 3;

    public SecureAggregation {
        if (!stageLimit.isPositive()) {
            throw new IllegalArgumentException("stages take some time, got " + stageLimit);
        }
    }

    /**
     * Why a round of these parts cannot do without seeing single updates, for people; empty if it can.
     *
     * @param codec of the updates
     */
    public Optional<String> objection(String codec, AggregationRule rule, Participation participation) {
        if (rule.objectionToSecureSums().isPresent()) {
            return rule.objectionToSecureSums();
        }
        if (!codec.equals(Float32Codec.NAME)) {
            return Optional.of(
                    "codec '" + codec + "' does not go with secure aggregation: what is masked are whole numbers"
                            + " of fixed steps; the codec stays '" + Float32Codec.NAME + "'");
        }
        if (participation.quorum() < LEAST_CLIENTS) {
            return Optional.of("secure aggregation needs a quorum of at least " + LEAST_CLIENTS
                    + " clients, since a sum of fewer shows single updates; got " + participation.quorum());
        }
        if (terms.maxClients() < participation.clients()) {
            return Optional.of("the secure sum has room for " + terms.maxClients() + " clients, but "
                    + participation.clients() + " are wanted");
        }
        try {
            Strength.Degree _ = strength.degree(participation.clients());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
