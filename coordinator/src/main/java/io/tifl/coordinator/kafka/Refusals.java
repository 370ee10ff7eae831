package io.tifl.coordinator.kafka;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.jspecify.annotations.Nullable;

/** Why brokers do not let the coordinator in, in words that say what to do. */
final class Refusals {
    private Refusals() {}

    static String inWords(@Nullable Throwable failure) {
        return switch (failure) {
            case SslAuthenticationException e ->
                "TLS failed; see ssl.truststore.location and security.protocol (" + e.getMessage() + ")";
            case AuthenticationException e ->
                "they do not know this user and password; see sasl.jaas.config (" + e.getMessage() + ")";
            case AuthorizationException e ->
                "this user may not do that; 'tifl kafka acls --coordinator USER' lists what it needs (" + e.getMessage()
                        + ")";
            case SecurityDisabledException e -> "they have no authorizer, so all may do all (" + e.getMessage() + ")";
            case null -> "nobody knows why";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
