package io.tifl.coordinator.security;

import io.tifl.coordinator.store.Operator;
import io.tifl.coordinator.store.Operators;
import io.tifl.coordinator.store.Role;
import io.tifl.coordinator.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Knows operators by the tokens they were given. A role may what the roles below it may. Thread-safe. */
public final class OperatorTokens implements AuthenticationProvider {
    /** What every token of an operator begins with, so that leaked ones are found. */
    public static final String PREFIX = "tifl_";

    private final Operators operators;

    public OperatorTokens(Operators operators) {
        this.operators = operators;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        String token = ((BearerTokenAuthenticationToken) authentication).getToken();
        Optional<Operator> operator;
        try {
            operator = operators.find(Tokens.hash(token));
        } catch (StoreException e) {
            throw new UnknownOperator.NotFoundOutException(e);
        }
        Operator known = operator.orElseThrow(() -> new InvalidBearerTokenException("unknown or expired token"));
        return UsernamePasswordAuthenticationToken.authenticated(known.name(), null, authorities(known.role()));
    }

    /** The authorities of a role: those of the roles below it too. */
    public static List<GrantedAuthority> authorities(Role role) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        for (Role each : Role.values()) {
            if (each.compareTo(role) <= 0) {
                authorities.add(new SimpleGrantedAuthority("ROLE_" + each));
            }
        }
        return authorities;
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return BearerTokenAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
