package io.tifl.coordinator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.coordinator.security.OperatorTokens;
import io.tifl.coordinator.security.Tokens;
import io.tifl.coordinator.store.AuditEntry;
import io.tifl.coordinator.store.Role;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Operators' tokens, the audit log, and how the coordinator is. */
@RestController
@Tag(name = "Coordinator")
class OperatorsController {
    private static final int TOKEN_BYTES = 32;

    private final Store store;
    private final Operations operations;

    OperatorsController(Store store, Operations operations) {
        this.store = store;
        this.operations = operations;
    }

    @GetMapping("/v1/status")
    @Operation(summary = "Whether rounds run here, and how many clients are there")
    Map<String, Object> status() throws StoreException {
        return Map.of(
                "leader",
                operations.isLeader(),
                "clientsPresent",
                operations.presentClients(),
                "clientsEnrolled",
                store.clients().count());
    }

    @GetMapping("/v1/operators")
    @Operation(summary = "Whose tokens there are")
    List<Summaries.OperatorSummary> list() throws StoreException {
        return store.operators().all().stream().map(Summaries::of).toList();
    }

    @PostMapping("/v1/operators")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Issue a token for a viewer, an operator or an admin; it is shown this once")
    Map<String, String> issue(
            @RequestParam String name, @RequestParam String role, @RequestParam Optional<Double> days, Principal who)
            throws StoreException {
        Role wanted = Role.valueOf(role.toUpperCase(Locale.ROOT));
        String token = OperatorTokens.PREFIX + Tokens.fresh(TOKEN_BYTES);
        Optional<Instant> expires =
                days.map(number -> Instant.now().plus(Duration.ofMillis(Math.round(number * 86_400_000))));
        store.operators().issue(Tokens.hash(token), name, wanted, expires);
        store.audit().append(who.getName(), "operator-token-issued", name + " as " + role);
        return Map.of("token", token, "hash", Tokens.hash(token));
    }

    @DeleteMapping("/v1/operators/{hash}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Revoke a token")
    void revoke(@PathVariable String hash, Principal who) throws StoreException {
        if (!store.operators().revoke(hash)) {
            throw Refusal.notFound("no token has this hash");
        }
        store.audit().append(who.getName(), "operator-token-revoked", hash);
    }

    @GetMapping("/v1/audit")
    @Operation(summary = "Who did what, newest first")
    List<AuditEntry> audit(@RequestParam Optional<Long> before, @RequestParam(defaultValue = "100") int limit)
            throws StoreException {
        OptionalLong from = before.isPresent() ? OptionalLong.of(before.get()) : OptionalLong.empty();
        return store.audit().page(from, JobsController.page(limit));
    }
}
