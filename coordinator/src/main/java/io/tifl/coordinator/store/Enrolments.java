package io.tifl.coordinator.store;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** One-time tokens that let clients enrol; only their hashes are kept. Thread-safe. */
public final class Enrolments {
    /** How long the same request gets the same answer, for clients that did not receive it. */
    public static final Duration REPEATABLE = Duration.ofMinutes(10);

    private final Database database;
    private final InstantSource clock;

    Enrolments(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A wish to enrol.
     *
     * @param tokenHash SHA-256 of the token, in lower-case hexadecimal
     * @param wanted the id the client asks for, if it asks
     * @param otherwise makes an id if it does not
     * @param attributes what the client tells about itself
     * @param retry text by which a repeated request is recognised; empty if the client gave none
     */
    public record Request(
            String tokenHash,
            Optional<ClientId> wanted,
            Supplier<ClientId> otherwise,
            Settings attributes,
            Optional<String> retry) {}

    /**
     * Makes a token good.
     *
     * @param tokenHash SHA-256 of the token, in lower-case hexadecimal
     * @param bound the only id the token enrols, be it new or a client that shall get a new key; empty for any new one
     * @return false if there is such a token already
     */
    public boolean issue(String tokenHash, Instant expires, Optional<ClientId> bound) throws StoreException {
        return database.write(transaction -> transaction.update(
                        "insert into enrolment_token (hash, bound, created, expires) values (?, ?, ?, ?)"
                                + " on conflict (hash) do nothing",
                        tokenHash,
                        bound.map(ClientId::value),
                        clock.instant(),
                        expires)
                > 0);
    }

    /** Makes a token useless; false if there is none or it is spent. */
    public boolean revoke(String tokenHash) throws StoreException {
        return database.write(transaction ->
                transaction.update("delete from enrolment_token where hash = ? and used is null", tokenHash) > 0);
    }

    /** Forgets tokens that cannot enrol anybody any more and whose answers are not repeated any more. */
    public int forgetOld() throws StoreException {
        Instant limit = clock.instant().minus(REPEATABLE);
        return database.write(transaction -> transaction.update(
                "delete from enrolment_token where expires < ? or (used is not null and used < ?)", limit, limit));
    }

    /** Enrols a client: of any number of requests with one token at once, one does. */
    public Enrolment enrol(Request request) throws StoreException {
        Instant now = clock.instant();
        return database.write(transaction -> {
            Optional<Token> token = transaction.first(
                    "select * from enrolment_token where hash = ?" + transaction.dialect().forUpdate,
                    Token::of,
                    request.tokenHash());
            if (token.isEmpty()) {
                return new Enrolment.UnknownToken();
            }
            return token.get().used().isPresent()
                    ? repeated(transaction, token.get(), request, now)
                    : enrol(transaction, token.get(), request, now);
        });
    }

    private record Token(
            Optional<ClientId> bound,
            Instant expires,
            Optional<Instant> used,
            Optional<ClientId> client,
            Optional<String> retry) {
        static Token of(Row row) throws SQLException {
            return new Token(
                    row.textIfAny("bound").map(ClientId::new),
                    row.instant("expires"),
                    row.instantIfAny("used"),
                    row.textIfAny("client").map(ClientId::new),
                    row.textIfAny("retry"));
        }
    }

    private static Enrolment repeated(Transaction transaction, Token token, Request request, Instant now)
            throws SQLException {
        boolean same = request.retry().isPresent()
                && request.retry().equals(token.retry())
                && (request.wanted().isEmpty() || request.wanted().equals(token.client()))
                && token.used().orElseThrow().plus(REPEATABLE).isAfter(now);
        Optional<StoredClient> client =
                same ? Clients.find(transaction, token.client().orElseThrow()) : Optional.empty();
        return client.isPresent() ? new Enrolment.Granted(client.get()) : new Enrolment.SpentToken();
    }

    private static Enrolment enrol(Transaction transaction, Token token, Request request, Instant now)
            throws SQLException {
        if (!token.expires().isAfter(now)) {
            return new Enrolment.ExpiredToken();
        }
        if (token.bound().isPresent()
                && request.wanted().isPresent()
                && !token.bound().equals(request.wanted())) {
            return new Enrolment.NameTaken();
        }
        ClientId id = token.bound().or(request::wanted).orElseGet(request.otherwise());
        boolean fresh = Clients.add(transaction, id, request.attributes(), now);
        if (!fresh && token.bound().isEmpty()) {
            return new Enrolment.NameTaken();
        }
        if (!fresh) {
            Clients.renew(transaction, id, request.attributes(), now);
        }
        transaction.update(
                "update enrolment_token set used = ?, client = ?, retry = ? where hash = ?",
                now,
                id.value(),
                request.retry(),
                request.tokenHash());
        return new Enrolment.Granted(Clients.find(transaction, id).orElseThrow());
    }
}
