package io.tifl.experiments.advi.federated.service;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.web.Operations;
import io.tifl.coordinator.web.Refusal;
import io.tifl.experiments.advi.federated.InvalidPosteriorException;
import io.tifl.experiments.advi.federated.PosteriorFit;
import io.tifl.experiments.advi.federated.PosteriorSubmissions;
import io.tifl.experiments.advi.federated.PosteriorSummary;
import io.tifl.experiments.lead.WorkStore;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Posteriors of models whose data lie with clients: submit, look, cancel. */
@RestController
@RequestMapping("/v1/posteriors")
@Tag(name = "Posteriors")
class PosteriorController {
    private static final int LARGEST_PAGE = 1000;

    private final WorkStore<PosteriorFit> posteriors;
    private final PosteriorSubmissions submissions;
    private final Store store;
    private final Operations operations;

    PosteriorController(
            WorkStore<PosteriorFit> posteriors, PosteriorSubmissions submissions, Store store, Operations operations) {
        this.posteriors = posteriors;
        this.submissions = submissions;
        this.store = store;
        this.operations = operations;
    }

    @PostMapping(
            consumes = {
                MediaType.APPLICATION_JSON_VALUE,
                "application/yaml",
                "application/x-yaml",
                MediaType.TEXT_PLAIN_VALUE
            })
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Have a posterior fitted to the data of clients, as YAML or JSON says")
    PosteriorSummary submit(@RequestBody String text, Principal who) throws IOException, InvalidPosteriorException {
        PosteriorFit taken = submissions
                .submit(text)
                .orElseThrow(() -> Refusal.conflict("name-taken", "there is a posterior of that name already"));
        store.audit()
                .append(who.getName(), "posterior-submitted", taken.definition().name());
        operations.jobsChanged();
        return PosteriorSummary.of(taken);
    }

    @GetMapping
    @Operation(summary = "List posteriors by name; status is running, done, failed or cancelled")
    List<PosteriorSummary> list(
            @RequestParam Optional<String> status,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "100") int limit)
            throws IOException {
        return posteriors.page(status, after, Math.clamp(limit, 1, LARGEST_PAGE)).stream()
                .map(kept -> PosteriorSummary.of(kept.work()))
                .toList();
    }

    @GetMapping("/{name}")
    @Operation(
            summary =
                    "One posterior: how far its fit is, whose data it is of, and the approximation with its components"
                            + " and moments")
    PosteriorSummary.FullPosterior get(@PathVariable String name) throws IOException {
        return PosteriorSummary.FullPosterior.of(kept(name));
    }

    @PostMapping("/{name}/cancel")
    @Operation(summary = "End a fit early; what it reached stays")
    PosteriorSummary cancel(@PathVariable String name, Principal who) throws IOException {
        PosteriorFit now = posteriors.cancel(name).orElseThrow(() -> noneOf(name));
        if (now.status() != PosteriorFit.Status.CANCELLED) {
            throw Refusal.conflict("over", "posterior '" + name + "' is " + now.status() + " already");
        }
        store.audit().append(who.getName(), "posterior-cancelled", name);
        operations.jobsChanged();
        return PosteriorSummary.of(now);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget a posterior whose fit is over")
    void forget(@PathVariable String name, Principal who) throws IOException {
        if (!kept(name).hasEnded()) {
            throw Refusal.conflict("running", "posterior '" + name + "' is being fitted: cancel it first");
        }
        posteriors.delete(name);
        store.audit().append(who.getName(), "posterior-forgotten", name);
    }

    private PosteriorFit kept(String name) throws IOException {
        return posteriors.get(name).orElseThrow(() -> noneOf(name)).work();
    }

    private static ErrorResponseException noneOf(String name) {
        return Refusal.notFound("there is no posterior '" + name + "'");
    }
}
