package io.tifl.client.kafka;

import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Why brokers do not serve a device, in words that say what to do. */
final class Refusals {
    private Refusals() {}

    static String inWords(@Nullable Throwable failure) {
        return switch (failure) {
            case SslAuthenticationException e ->
                "TLS with the brokers failed; ssl.truststore.location has to name their authority (" + e.getMessage()
                        + ")";
            case AuthenticationException e ->
                "the brokers do not know this user and password; sasl.jaas.config has to hold those of the account that"
                        + " the operator made for this device (" + e.getMessage() + ")";
            case AuthorizationException e ->
                "the brokers do not let this user do that; the operator has to grant it what 'tifl kafka acls' lists ("
                        + e.getMessage() + ")";
            case TimeoutException e ->
                "the brokers do not answer; are they there, and do both sides use TLS, or neither (" + e.getMessage()
                        + ")?";
            case null -> "nobody knows why";
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** Whether waiting does not help, but somebody has to do something. */
    static boolean isOne(Throwable failure) {
        return failure instanceof AuthenticationException || failure instanceof AuthorizationException;
    }
}
