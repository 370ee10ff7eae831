package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators who come with tokens of an OpenID Connect issuer, which serves its keys as real ones do. */
class IssuerTest {
    @TempDir
    static Path data;

    private static HttpServer issuer;
    private static RSAKey key;
    private static Service service;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("one").generate();
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/.well-known/openid-configuration", """
                {"issuer": "%s", "jwks_uri": "%s/keys", "subject_types_supported": ["public"],
                 "response_types_supported": ["code"], "authorization_endpoint": "%s/authorize",
                 "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(address(), address(), address()));
        serve("/keys", new JWKSet(key.toPublicJWK()).toString());
        issuer.start();
        service = Service.start(data, "--spring.security.oauth2.resourceserver.jwt.issuer-uri=" + address());
    }

    @AfterAll
    static void stop() {
        service.close();
        issuer.stop(0);
    }

    private static String address() {
        return "http://localhost:" + issuer.getAddress().getPort();
    }

    private static void serve(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        issuer.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private static String token(RSAKey signing, String by, Duration lasts, List<String> roles) throws JOSEException {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(by)
                .subject("ann")
                .claim("roles", roles)
                .expirationTime(Date.from(Instant.now().plus(lasts)))
                .build();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
        jwt.sign(new RSASSASigner(signing));
        return jwt.serialize();
    }

    private static String token(String... roles) throws JOSEException {
        return token(key, address(), Duration.ofHours(1), List.of(roles));
    }

    private static int status(String method, String path, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.uri().resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("GET".equals(method) ? "" : "{}"))
                .build();
        return service.http().send(request, BodyHandlers.discarding()).statusCode();
    }

    @Test
    void rolesOfTheIssuerSayWhatMayBeDone() throws Exception {
        assertThat(status("GET", "/v1/jobs", token("tifl-viewer"))).isEqualTo(200);
        assertThat(status("POST", "/v1/jobs", token("tifl-viewer"))).isEqualTo(403);
        assertThat(status("POST", "/v1/jobs", token("tifl-operator"))).isEqualTo(422);
        assertThat(status("GET", "/v1/operators", token("tifl-operator"))).isEqualTo(403);
        assertThat(status("GET", "/v1/operators", token("tifl-admin"))).isEqualTo(200);
        assertThat(status("GET", "/v1/jobs", token("somebody"))).isEqualTo(403);
    }

    @Test
    void forgedExpiredAndForeignTokensAreRefused() throws Exception {
        RSAKey other = new RSAKeyGenerator(2048).keyID("one").generate();
        List<String> admin = List.of("tifl-admin");

        assertThat(status("GET", "/v1/jobs", token(other, address(), Duration.ofHours(1), admin)))
                .isEqualTo(401);
        assertThat(status("GET", "/v1/jobs", token(key, address(), Duration.ofHours(-1), admin)))
                .isEqualTo(401);
        assertThat(status("GET", "/v1/jobs", token(key, "http://elsewhere", Duration.ofHours(1), admin)))
                .isEqualTo(401);
        assertThat(status("GET", "/v1/jobs", "no.token.atall")).isEqualTo(401);
    }

    @Test
    void tokensOfOurOwnGoOnWorkingBesideTheIssuers() throws Exception {
        assertThat(service.get("/v1/operators").statusCode()).isEqualTo(200);
    }
}
