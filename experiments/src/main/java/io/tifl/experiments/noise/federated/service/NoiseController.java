package io.tifl.experiments.noise.federated.service;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.web.Operations;
import io.tifl.coordinator.web.Refusal;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.experiments.noise.federated.Evaluation;
import io.tifl.experiments.noise.federated.EvaluationReport;
import io.tifl.experiments.noise.federated.EvaluationSummary;
import io.tifl.experiments.noise.federated.InvalidEvaluationException;
import io.tifl.experiments.noise.federated.Submissions;
import io.tifl.experiments.report.HtmlReport;
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

/** Evaluations of robustness: submit, look, cancel. */
@RestController
@RequestMapping("/v1/noise-evaluations")
@Tag(name = "Noise")
class NoiseController {
    private static final int LARGEST_PAGE = 1000;

    private final WorkStore<Evaluation> evaluations;
    private final Submissions submissions;
    private final Store store;
    private final Operations operations;

    NoiseController(WorkStore<Evaluation> evaluations, Submissions submissions, Store store, Operations operations) {
        this.evaluations = evaluations;
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
    @Operation(summary = "Have clients judge models on noisy chips, as YAML or JSON says")
    EvaluationSummary submit(@RequestBody String text, Principal who) throws IOException, InvalidEvaluationException {
        Evaluation taken = submissions
                .submit(text)
                .orElseThrow(() -> Refusal.conflict("name-taken", "there is an evaluation of that name already"));
        store.audit()
                .append(
                        who.getName(),
                        "noise-evaluation-submitted",
                        taken.definition().name());
        operations.jobsChanged();
        return EvaluationSummary.of(taken);
    }

    @GetMapping
    @Operation(summary = "List evaluations by name; status is running, done, failed or cancelled")
    List<EvaluationSummary> list(
            @RequestParam Optional<String> status,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "100") int limit)
            throws IOException {
        return evaluations.page(status, after, Math.clamp(limit, 1, LARGEST_PAGE)).stream()
                .map(kept -> EvaluationSummary.of(kept.work()))
                .toList();
    }

    @GetMapping("/{name}")
    @Operation(
            summary = "One evaluation: how far it is, its rounds, the curve of each model with intervals and"
                    + " components of variance, and who leads")
    EvaluationSummary.FullEvaluation get(@PathVariable String name) throws IOException {
        return EvaluationSummary.FullEvaluation.of(kept(name));
    }

    @GetMapping(path = "/{name}/report", produces = MediaType.TEXT_HTML_VALUE)
    @Operation(summary = "The same as a page with plots")
    String report(@PathVariable String name) throws IOException {
        return HtmlReport.of(EvaluationReport.of(EvaluationSummary.FullEvaluation.of(kept(name))));
    }

    @PostMapping("/{name}/cancel")
    @Operation(summary = "End an evaluation early; what was counted stays")
    EvaluationSummary cancel(@PathVariable String name, Principal who) throws IOException {
        Evaluation now = evaluations.cancel(name).orElseThrow(() -> noneOf(name));
        if (now.status() != Evaluation.Status.CANCELLED) {
            throw Refusal.conflict("over", "evaluation '" + name + "' is " + now.status() + " already");
        }
        store.audit().append(who.getName(), "noise-evaluation-cancelled", name);
        operations.jobsChanged();
        return EvaluationSummary.of(now);
    }

    @DeleteMapping("/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget an evaluation that is over, and what it showed")
    void forget(@PathVariable String name, Principal who) throws IOException {
        if (!kept(name).hasEnded()) {
            throw Refusal.conflict("running", "evaluation '" + name + "' runs: cancel it first");
        }
        evaluations.delete(name);
        store.audit().append(who.getName(), "noise-evaluation-forgotten", name);
    }

    private Evaluation kept(String name) throws IOException {
        return evaluations.get(name).orElseThrow(() -> noneOf(name)).work();
    }

    private static ErrorResponseException noneOf(String name) {
        return Refusal.notFound("there is no evaluation '" + name + "'");
    }
}
