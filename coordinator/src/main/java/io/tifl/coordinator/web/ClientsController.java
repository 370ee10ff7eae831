package io.tifl.coordinator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.coordinator.security.Tokens;
import io.tifl.coordinator.store.ClientState;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import io.tifl.coordinator.store.StoredClient;
import io.tifl.protocol.ClientId;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Clients: who enrolled, who is there, who is shut out; and the tokens that let new ones in. */
@RestController
@Tag(name = "Clients")
class ClientsController {
    private static final int TOKEN_BYTES = 24;

    private final Store store;
    private final Operations operations;

    ClientsController(Store store, Operations operations) {
        this.store = store;
        this.operations = operations;
    }

    @GetMapping("/v1/clients")
    @Operation(summary = "Clients whose name begins with a prefix, by name")
    List<Summaries.ClientSummary> list(
            @RequestParam(defaultValue = "") String prefix,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "100") int limit)
            throws StoreException {
        return store.clients().page(prefix, after.map(ClientId::new), JobsController.page(limit)).stream()
                .map(this::summary)
                .toList();
    }

    @GetMapping("/v1/clients/{client}")
    @Operation(summary = "One client")
    Summaries.ClientSummary get(@PathVariable String client) throws StoreException {
        return summary(stored(client));
    }

    private Summaries.ClientSummary summary(StoredClient client) {
        return Summaries.of(client, operations.isPresent(client.id()));
    }

    private StoredClient stored(String client) throws StoreException {
        return store.clients()
                .get(new ClientId(client))
                .orElseThrow(() -> Refusal.notFound("there is no client '" + client + "'"));
    }

    @PostMapping("/v1/clients/{client}/bar")
    @Operation(summary = "Shut a client out: its sessions end within seconds")
    Summaries.ClientSummary bar(@PathVariable String client, Principal who) throws StoreException {
        return change(client, ClientState.BARRED, "client-barred", who);
    }

    @PostMapping("/v1/clients/{client}/admit")
    @Operation(summary = "Let a client in again that was shut out")
    Summaries.ClientSummary admit(@PathVariable String client, Principal who) throws StoreException {
        return change(client, ClientState.ACTIVE, "client-admitted", who);
    }

    private Summaries.ClientSummary change(String client, ClientState state, String what, Principal who)
            throws StoreException {
        StoredClient before = stored(client);
        store.clients().changeState(before.id(), state);
        store.audit().append(who.getName(), what, client);
        operations.clientChanged(before.id());
        return get(client);
    }

    /**
     * A token as it is handed out, once.
     *
     * @param token to give to the device
     * @param id by which it can be revoked
     */
    record IssuedToken(String token, String id, Instant expires) {}

    @PostMapping("/v1/enrolment-tokens")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Issue tokens, each of which enrols one client; 'client' lets a client that exists enrol anew")
    List<IssuedToken> issue(
            @RequestParam(defaultValue = "1") int count,
            @RequestParam(defaultValue = "24") double hours,
            @RequestParam Optional<String> client,
            Principal who)
            throws StoreException {
        if (count < 1 || count > 1000 || !(hours > 0 && hours <= 24 * 365)) {
            throw new IllegalArgumentException(
                    "1 to 1000 tokens for up to a year, got " + count + " for " + hours + " h");
        }
        Instant expires = Instant.now().plus(Duration.ofMillis(Math.round(hours * 3_600_000)));
        List<IssuedToken> issued = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String token = Tokens.fresh(TOKEN_BYTES);
            String hash = Tokens.hash(token);
            store.enrolments().issue(hash, expires, client.map(ClientId::new));
            issued.add(new IssuedToken(token, hash, expires));
        }
        store.audit().append(who.getName(), "enrolment-tokens-issued", Integer.toString(count));
        return issued;
    }

    @DeleteMapping("/v1/enrolment-tokens/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Make a token useless that was not used yet")
    void revoke(@PathVariable String id, Principal who) throws StoreException {
        if (!store.enrolments().revoke(id)) {
            throw Refusal.notFound("no unused token has this id");
        }
        store.audit().append(who.getName(), "enrolment-token-revoked", id);
    }
}
