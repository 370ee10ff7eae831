package io.tifl.experiments.study;

import io.tifl.aggregation.secure.Strength;
import io.tifl.client.secure.SecureSessions;
import io.tifl.coordinator.round.SecureAggregation;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.secure.Certificate;
import io.tifl.protocol.secure.Ring;
import io.tifl.protocol.secure.SecureFloor;
import io.tifl.protocol.secure.SecureIdentity;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.secure.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients of one run under secure aggregation, all certified by one authority. Keys are fresh in every run; they show in
 * no result, since masks come off without a trace. Thread-safe.
 */
final class SecureClients {
    private static final double RANGE = 8;
    private static final double CORRUPT = 0.1;
    private static final double DROP_OUT = 0.2;
    private static final Duration STAGE_LIMIT = Duration.ofMinutes(10);

    private final SecureRandom random = new SecureRandom();
    private final SigningKey authority = SigningKey.fresh(random);
    private final Map<ClientId, SecureIdentity> identities = new ConcurrentHashMap<>();

    /** Their parts in rounds. */
    SecureSessions sessions() {
        return new SecureSessions(
                client -> Optional.of(identities.computeIfAbsent(client, this::identity)), SecureFloor.usual(), random);
    }

    private SecureIdentity identity(ClientId client) {
        SigningKey key = SigningKey.fresh(random);
        return new SecureIdentity(key, Certificate.issue(authority, client, key.publicKey()), authority.publicKey());
    }

    /** What their coordinator does. */
    SecureAggregation aggregation(int clients, long maxWeight) {
        return new SecureAggregation(
                new SecureTerms(Ring.BITS_64, RANGE, maxWeight, clients),
                new Strength(CORRUPT, DROP_OUT, Strength.Server.EQUIVOCATING),
                authority.publicKey(),
                STAGE_LIMIT);
    }
}
