package io.tifl.coordinator.security;

import io.tifl.coordinator.store.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.header.writers.CompositeHeaderWriter;
import org.springframework.security.web.header.writers.ContentSecurityPolicyHeaderWriter;
import org.springframework.security.web.header.writers.DelegatingRequestMatcherHeaderWriter;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/**
 * Who may use the operators' interface: whoever shows a token of ours or, where an issuer is configured
 * ({@code spring.security.oauth2.resourceserver.jwt.issuer-uri}), one of its JWTs, whose claim {@code roles} (or {@code
 * groups}) names {@code tifl-viewer}, {@code tifl-operator} or {@code tifl-admin}. Viewers read, operators change jobs and
 * clients, admins also issue tokens.
 */
@Configuration(proxyBeanMethods = false)
public class OperatorSecurity {
    private static final String DASHBOARD_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    @Bean
    SecurityFilterChain operators(HttpSecurity http, OperatorTokens tokens, ObjectProvider<JwtDecoder> decoders) {
        AuthenticationManager ours = new ProviderManager(tokens);
        Optional<AuthenticationManager> issuers =
                Optional.ofNullable(decoders.getIfAvailable()).map(OperatorSecurity::ofIssuer);
        DefaultBearerTokenResolver resolver = new DefaultBearerTokenResolver();
        return http.csrf(csrf -> csrf.disable()) // nothing is known by a cookie
                .headers(headers -> headers.addHeaderWriter(ofTheDashboard()))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .oauth2ResourceServer(server -> server.bearerTokenResolver(resolver)
                        .authenticationEntryPoint(new UnknownOperator())
                        .authenticationManagerResolver(request -> {
                            String token = resolver.resolve(request);
                            boolean issued = token != null && !token.startsWith(OperatorTokens.PREFIX);
                            return issued && issuers.isPresent() ? issuers.get() : ours;
                        }))
                .authorizeHttpRequests(requests -> requests.requestMatchers(HttpMethod.GET, "/", "/dashboard/**")
                        .permitAll()
                        .requestMatchers(
                                "/actuator/health/**", "/v1/openapi/**", "/docs/**", "/swagger-ui/**", "/error")
                        .permitAll()
                        .requestMatchers("/v1/operators/**")
                        .hasRole(Role.ADMIN.name())
                        .requestMatchers(HttpMethod.GET, "/v1/**", "/actuator/**")
                        .hasRole(Role.VIEWER.name())
                        .requestMatchers("/v1/**")
                        .hasRole(Role.OPERATOR.name())
                        .anyRequest()
                        .denyAll())
                .build();
    }

    /** The page loads nothing but its own files, runs no script in its text, and lies in nobody's frame. */
    private static HeaderWriter ofTheDashboard() {
        return new DelegatingRequestMatcherHeaderWriter(
                PathPatternRequestMatcher.withDefaults().matcher("/dashboard/**"),
                new CompositeHeaderWriter(List.of(
                        new ContentSecurityPolicyHeaderWriter(DASHBOARD_POLICY),
                        new ReferrerPolicyHeaderWriter(ReferrerPolicyHeaderWriter.ReferrerPolicy.NO_REFERRER))));
    }

    private static AuthenticationManager ofIssuer(JwtDecoder decoder) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(OperatorSecurity::authorities);
        JwtAuthenticationProvider provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(converter);
        return new ProviderManager(provider);
    }

    private static List<GrantedAuthority> authorities(Jwt jwt) {
        List<String> names = new ArrayList<>();
        for (String claim : List.of("roles", "groups")) {
            Optional.ofNullable(jwt.getClaimAsStringList(claim)).ifPresent(names::addAll);
        }
        List<GrantedAuthority> authorities = new ArrayList<>();
        for (Role role : Role.values()) {
            if (names.contains("tifl-" + role.name().toLowerCase(Locale.ROOT))) {
                authorities.addAll(OperatorTokens.authorities(role));
            }
        }
        return authorities;
    }
}
