package io.tifl.experiments.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** A coordinator, and how far its clock is from this machine's. */
final class Coordinators {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Its header counts whole seconds. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    private Coordinators() {}

    static Finding look(URI address) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address.resolve("/actuator/health"))
                .timeout(PATIENCE)
                .build();
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return look(address, answer.statusCode(), date(answer), Instant.now());
        } catch (IOException e) {
            return unreachable(address, e);
        } finally {
            http.shutdownNow();
        }
    }

    private static Optional<Instant> date(HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    static Finding look(URI address, int status, Optional<Instant> its, Instant ours) {
        String place = "the coordinator at " + address;
        if (status == 503) {
            return Finding.problem(
                    "coordinator",
                    place + " says that it is not well",
                    "an administrator sees why at " + address.resolve("/actuator/health") + " and in its log");
        }
        if (status != 200) {
            return Finding.problem(
                    "coordinator",
                    "what answers at " + address + " is no coordinator (status " + status + ")",
                    "check address and port, and the path a proxy in front of it adds");
        }
        Duration apart = its.map(then -> Duration.between(then, ours)).orElse(Duration.ZERO);
        if (apart.abs().compareTo(SKEW) > 0) {
            return Finding.note(
                    "coordinator",
                    place + " is well; its clock is " + apart.abs().toSeconds() + " s "
                            + (apart.isNegative() ? "ahead" : "behind"),
                    "let both follow a time server: certificates and tokens are good for a time");
        }
        return Finding.ok("coordinator", place + " is well; clocks agree");
    }

    private static Finding unreachable(URI address, IOException why) {
        return switch (why) {
            case SSLException tls ->
                Finding.problem(
                        "coordinator",
                        "TLS with " + address + " fails: " + tls.getMessage(),
                        "trust its authority: TIFL_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE; with --local it speaks http");
            case HttpTimeoutException _ -> unreachable(address, "no answer within " + PATIENCE.toSeconds() + " s");
            case ConnectException connect
            when connect.getCause() != null && connect.getCause().getCause() instanceof UnresolvedAddressException ->
                unreachable(address, "the host's name is not known");
            case ConnectException _ -> unreachable(address, "the connection is refused");
            default -> unreachable(address, String.valueOf(why.getMessage()));
        };
    }

    private static Finding unreachable(URI address, String why) {
        return Finding.problem(
                "coordinator",
                "nothing can be had from " + address + ": " + why,
                "check that it runs and listens on this address ('tifl coordinator --local' does for its own machine alone)");
    }
}
