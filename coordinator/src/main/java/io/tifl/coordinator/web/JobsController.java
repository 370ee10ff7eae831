package io.tifl.coordinator.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.job.InvalidJobException;
import io.tifl.coordinator.job.JobDefinition;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.store.JobStatus;
import io.tifl.coordinator.store.RoundSummary;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoreException;
import io.tifl.coordinator.store.StoredJob;
import io.tifl.coordinator.store.StoredModel;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.tiering.TierPlan;
import java.io.IOException;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.InputStreamResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Jobs: create, look, watch, pause, resume, stop. */
@RestController
@RequestMapping("/v1/jobs")
@Tag(name = "Jobs")
class JobsController {
    private static final int LARGEST_PAGE = 1000;

    private final Store store;
    private final Operations operations;
    private final JobEvents events;
    private final SpentPrivacy privacy = new SpentPrivacy();

    JobsController(Store store, Operations operations, JobEvents events) {
        this.store = store;
        this.operations = operations;
        this.events = events;
    }

    @PostMapping(
            consumes = {
                MediaType.APPLICATION_JSON_VALUE,
                "application/yaml",
                "application/x-yaml",
                MediaType.TEXT_PLAIN_VALUE
            })
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Create a job from YAML or JSON; it begins when enough clients are there")
    Summaries.JobSummary create(@RequestBody String text, Principal who) throws StoreException, InvalidJobException {
        JobDefinition definition = JobDefinition.parse(text);
        if (!store.jobs().create(definition.id(), text, new Seed(definition.seed()))) {
            throw Refusal.conflict("name-taken", "there is a job '" + definition.id() + "' already");
        }
        store.audit().append(who.getName(), "job-created", definition.id().value());
        operations.jobsChanged();
        return get(definition.id().value());
    }

    @GetMapping
    @Operation(summary = "List jobs by name")
    List<Summaries.JobSummary> list(@RequestParam Optional<String> after, @RequestParam(defaultValue = "100") int limit)
            throws StoreException {
        return store.jobs().page(after.map(JobId::new), page(limit)).stream()
                .map(this::shown)
                .toList();
    }

    private Summaries.JobSummary shown(StoredJob job) {
        return Summaries.of(job, null, progress(job));
    }

    /** Null if this version does not take the job's text any more. */
    private Summaries.@Nullable JobProgress progress(StoredJob job) {
        try {
            JobDefinition definition = JobDefinition.parse(job.definition());
            int rounds = Math.clamp(definition.evaluateEvery(), 1, 100);
            return Summaries.progress(definition, store.reports().latestSummaries(job.id(), rounds));
        } catch (InvalidJobException | StoreException _) {
            return null;
        }
    }

    @GetMapping("/{job}")
    @Operation(summary = "One job; with noise, also what it has cost its clients and what is left of the budget")
    Summaries.JobSummary get(@PathVariable String job) throws StoreException {
        StoredJob stored = stored(job);
        return Summaries.of(stored, spent(stored), progress(stored));
    }

    /** Null for a job without noise, or whose text this version does not take any more. */
    private Summaries.@Nullable PrivacySummary spent(StoredJob job) throws StoreException {
        Optional<PrivacyBudget> budget = budget(job);
        if (budget.isEmpty()) {
            return null;
        }
        PrivacyLedger ledger = store.privacy(job.id()).orElse(PrivacyLedger.empty());
        return Summaries.of(ledger, privacy.epsilon(job.id(), ledger, budget.get()), budget.get());
    }

    private static Optional<PrivacyBudget> budget(StoredJob job) {
        try {
            return JobDefinition.parse(job.definition()).budget();
        } catch (InvalidJobException _) {
            return Optional.empty();
        }
    }

    @GetMapping(value = "/{job}/definition", produces = "application/yaml")
    @Operation(summary = "The definition as it was given")
    String definition(@PathVariable String job) throws StoreException {
        return stored(job).definition();
    }

    private StoredJob stored(String job) throws StoreException {
        return store.jobs().get(new JobId(job)).orElseThrow(() -> Refusal.notFound("there is no job '" + job + "'"));
    }

    @PostMapping("/{job}/pause")
    @Operation(summary = "Let a job rest; the round under way is asked again when it goes on")
    Summaries.JobSummary pause(@PathVariable String job, Principal who) throws StoreException {
        return change(job, Set.of(JobStatus.CREATED, JobStatus.RUNNING), JobStatus.PAUSED, who);
    }

    @PostMapping("/{job}/resume")
    @Operation(summary = "Let a job that rests go on from its last state")
    Summaries.JobSummary resume(@PathVariable String job, Principal who) throws StoreException {
        return change(job, Set.of(JobStatus.PAUSED, JobStatus.FAILED), JobStatus.RUNNING, who);
    }

    @PostMapping("/{job}/stop")
    @Operation(summary = "End a job early; its models stay")
    Summaries.JobSummary stop(@PathVariable String job, Principal who) throws StoreException {
        return change(job, Set.of(JobStatus.CREATED, JobStatus.RUNNING, JobStatus.PAUSED), JobStatus.STOPPED, who);
    }

    private Summaries.JobSummary change(String job, Set<JobStatus> from, JobStatus to, Principal who)
            throws StoreException {
        StoredJob before = stored(job);
        while (from.contains(before.status())
                && !store.jobs().changeStatus(before.id(), before.status(), to, "by " + who.getName())) {
            // It went on by itself in between, as a created job that starts.
            before = stored(job);
        }
        if (!from.contains(before.status())) {
            throw Refusal.conflict(
                    "wrong-status",
                    "the job is " + before.status().name().toLowerCase(Locale.ROOT) + ", so it cannot become "
                            + to.name().toLowerCase(Locale.ROOT));
        }
        events.became(before.id(), to.name().toLowerCase(Locale.ROOT), "by " + who.getName());
        String what = "job-" + to.name().toLowerCase(Locale.ROOT);
        store.audit().append(who.getName(), what, job);
        operations.jobsChanged();
        return get(job);
    }

    @GetMapping("/{job}/rounds")
    @Operation(summary = "Rounds in order; the last ones unless 'from' says where to begin")
    List<Summaries.Round> rounds(
            @PathVariable String job, @RequestParam Optional<Long> from, @RequestParam(defaultValue = "100") int limit)
            throws StoreException {
        JobId id = stored(job).id();
        return (from.isPresent()
                        ? store.reports().summaries(id, from.get(), page(limit))
                        : store.reports().latestSummaries(id, page(limit)))
                .stream().map(Summaries::of).toList();
    }

    @GetMapping("/{job}/rounds/{round}")
    @Operation(summary = "One round with its clients: who counted, who was late, who was refused and why")
    Summaries.RoundDetail round(@PathVariable String job, @PathVariable long round) throws StoreException {
        RoundReport report = store.reports()
                .get(stored(job).id(), round)
                .orElseThrow(() -> Refusal.notFound("round " + round + " of '" + job + "' is not there"));
        return Summaries.detail(report);
    }

    @GetMapping("/{job}/evaluations")
    @Operation(
            summary =
                    "What clients said of the model after those of the latest rounds in which it was evaluated, by tier too")
    List<Summaries.Evaluation> evaluations(@PathVariable String job, @RequestParam(defaultValue = "1000") int limit)
            throws StoreException {
        JobId id = stored(job).id();
        List<Summaries.Evaluation> evaluations = new ArrayList<>();
        for (RoundSummary round : store.reports().latestSummaries(id, page(limit))) {
            if (round.accuracy().isPresent()) {
                store.reports()
                        .get(id, round.round())
                        .flatMap(report -> report.evaluated().map(evaluated -> Summaries.of(report, evaluated)))
                        .ifPresent(evaluations::add);
            }
        }
        return evaluations;
    }

    @GetMapping("/{job}/tiers")
    @Operation(summary = "The tiers as they stand, fast to slow, and how often their clients are asked")
    Summaries.Tiers tiers(@PathVariable String job) throws StoreException, InvalidJobException {
        StoredJob stored = stored(job);
        JobDefinition definition = JobDefinition.parse(stored.definition());
        return store.tiers(stored.id())
                .map(plan -> Summaries.of(plan, definition))
                .orElseThrow(() -> Refusal.notFound("job '" + job + "' has no tiers yet: it has not begun"));
    }

    @GetMapping("/{job}/tiers/history")
    @Operation(summary = "How the tiers changed: an entry for each round after which they differ, with who moved")
    List<Summaries.TierChange> tierHistory(
            @PathVariable String job,
            @RequestParam(defaultValue = "0") long from,
            @RequestParam(defaultValue = "100") int limit)
            throws StoreException {
        return store.tierHistory().page(stored(job).id(), from, page(limit)).stream()
                .map(Summaries::of)
                .toList();
    }

    @GetMapping("/{job}/tiers/{tier}/clients")
    @Operation(summary = "The clients of a tier with their latency, by name")
    List<Summaries.TierClient> tierClients(
            @PathVariable String job,
            @PathVariable int tier,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "100") int limit)
            throws StoreException {
        TierPlan plan = store.tiers(stored(job).id())
                .filter(found -> tier >= 0 && tier < found.tierCount())
                .orElseThrow(() -> Refusal.notFound("job '" + job + "' has no tier " + tier));
        return plan.clients(tier).stream()
                .filter(client -> client.value().compareTo(after) > 0)
                .sorted()
                .limit(page(limit))
                .map(client -> Summaries.of(client, plan))
                .toList();
    }

    @GetMapping("/{job}/models")
    @Operation(summary = "The versions of the model that are kept, newest first")
    List<Map<String, Object>> models(@PathVariable String job) throws StoreException {
        return store.models().all(stored(job).id()).stream()
                .map(model -> Map.<String, Object>of(
                        "version", model.version(), "sha256", model.sha256(), "bytes", model.length()))
                .toList();
    }

    @GetMapping(value = "/{job}/models/{version}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(summary = "A version of the model, as a message of the wire format")
    ResponseEntity<Resource> model(@PathVariable String job, @PathVariable long version) throws IOException {
        StoredModel model = store.models()
                .get(stored(job).id(), version)
                .orElseThrow(() -> Refusal.notFound("version " + version + " of '" + job + "' is not there"));
        return ResponseEntity.ok()
                .eTag(model.sha256())
                .contentLength(model.length())
                .body(new InputStreamResource(model.open(0)));
    }

    @GetMapping(value = "/{job}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary =
                    "What happens to the job from now on, as server-sent events: waiting, profiling, began, phase, client,"
                            + " round, phases, evaluation, tiers, status; a comment every 15 s says that the connection is good")
    SseEmitter events(@PathVariable String job) throws StoreException {
        JobId id = stored(job).id();
        return EventStream.<JobEvents.Event>of(watcher -> events.watch(id, watcher));
    }

    @GetMapping("/{job}/live")
    @Operation(
            summary =
                    "The job as it is now, on the coordinator that leads: its phase, who was asked in the round in progress,"
                            + " who answered, whose reply was refused and why, and what the phases of the latest rounds took")
    LiveJob.Snapshot live(@PathVariable String job) throws StoreException {
        return events.live(stored(job).id());
    }

    static int page(int limit) {
        return Math.clamp(limit, 1, LARGEST_PAGE);
    }
}
