package io.tifl.experiments.benchmark.service;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.web.EventStream;
import io.tifl.coordinator.web.Operations;
import io.tifl.coordinator.web.Refusal;
import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import io.tifl.experiments.benchmark.lead.BenchmarkStatus;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.RefusedSubmissionException;
import io.tifl.experiments.benchmark.lead.Shadow;
import io.tifl.experiments.benchmark.lead.Submissions;
import io.tifl.experiments.benchmark.spec.SpecReader;
import java.io.IOException;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Benchmarks: submit, look, watch, cancel. */
@RestController
@RequestMapping("/v1")
@Tag(name = "Benchmarks")
class BenchmarksController {
    private static final int LARGEST_PAGE = 1000;

    private final BenchmarkStore benchmarks;
    private final Submissions submissions;
    private final Store store;
    private final Operations operations;
    private final BenchmarkEvents events;

    BenchmarksController(
            BenchmarkStore benchmarks,
            Submissions submissions,
            Store store,
            Operations operations,
            BenchmarkEvents events) {
        this.benchmarks = benchmarks;
        this.submissions = submissions;
        this.store = store;
        this.operations = operations;
        this.events = events;
    }

    @PostMapping(
            path = "/benchmarks",
            consumes = {
                MediaType.APPLICATION_JSON_VALUE,
                "application/yaml",
                "application/x-yaml",
                MediaType.TEXT_PLAIN_VALUE
            })
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Submit a benchmark, or a sweep of several, as YAML or JSON: all are taken, or none")
    List<BenchmarkSummary> submit(@RequestBody String text, Principal who)
            throws IOException, RefusedSubmissionException {
        List<BenchmarkJob> jobs = submissions.submit(SpecReader.parse(text));
        for (BenchmarkJob job : jobs) {
            store.audit().append(who.getName(), "benchmark-submitted", job.name());
        }
        operations.jobsChanged();
        return jobs.stream().map(BenchmarkSummary::of).toList();
    }

    @GetMapping("/benchmarks")
    @Operation(summary = "List benchmarks by name; status is queued, running, done, failed or cancelled")
    List<BenchmarkSummary> list(
            @RequestParam Optional<String> status,
            @RequestParam Optional<String> after,
            @RequestParam(defaultValue = "100") int limit)
            throws IOException {
        return benchmarks.page(status.map(BenchmarkStatus::of), after, Math.clamp(limit, 1, LARGEST_PAGE)).stream()
                .map(BenchmarkSummary::of)
                .toList();
    }

    @GetMapping("/benchmarks/{name}")
    @Operation(summary = "One benchmark: how far it is, and where")
    BenchmarkSummary get(@PathVariable String name) throws IOException {
        return BenchmarkSummary.of(kept(name));
    }

    private BenchmarkJob kept(String name) throws IOException {
        return benchmarks.get(name).orElseThrow(() -> noneOf(name));
    }

    private static ErrorResponseException noneOf(String name) {
        return Refusal.notFound("there is no benchmark '" + name + "'");
    }

    @GetMapping("/benchmarks/{name}/spec")
    @Operation(summary = "All its settings, those included that hold where nothing was said")
    Map<String, Object> spec(@PathVariable String name) throws IOException {
        return kept(name).spec().values();
    }

    @GetMapping(path = "/benchmarks/{name}/result", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(summary = "What it measured, with raw histograms")
    byte[] result(@PathVariable String name) throws IOException {
        BenchmarkJob job = kept(name);
        if (job.status() != BenchmarkStatus.DONE) {
            throw Refusal.conflict("no-result", "benchmark '" + name + "' is " + job.status() + ", not done");
        }
        return benchmarks.result(name).orElseThrow(() -> noneOf(name));
    }

    @PostMapping("/benchmarks/{name}/cancel")
    @Operation(summary = "Cancel a benchmark that is not over")
    BenchmarkSummary cancel(@PathVariable String name, Principal who) throws IOException {
        BenchmarkJob job = submissions.cancel(name).orElseThrow(() -> noneOf(name));
        if (job.status() != BenchmarkStatus.CANCELLED) {
            throw Refusal.conflict("over", "benchmark '" + name + "' is " + job.status() + " already");
        }
        store.audit().append(who.getName(), "benchmark-cancelled", name);
        operations.jobsChanged();
        return BenchmarkSummary.of(job);
    }

    @DeleteMapping("/benchmarks/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Forget a benchmark that is over, and its result")
    void forget(@PathVariable String name, Principal who) throws IOException, RefusedSubmissionException {
        var _ = kept(name);
        submissions.forget(name);
        store.audit().append(who.getName(), "benchmark-forgotten", name);
    }

    @GetMapping("/benchmark-schedule")
    @Operation(
            summary =
                    "What the policies were worth for all that is done, against round robin with first come, first served")
    ScheduleSummary schedule() throws IOException {
        return Shadow.of(benchmarks.all(BenchmarkStatus.DONE), Set.of())
                .map(ScheduleSummary::of)
                .orElseThrow(() -> Refusal.notFound("no benchmark is done yet"));
    }

    @GetMapping(path = "/benchmarks/{name}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(summary = "What happens to a benchmark from now on, as server-sent events of the coordinator that leads")
    SseEmitter events(@PathVariable String name) throws IOException {
        var _ = kept(name);
        return watch(Optional.of(name));
    }

    @GetMapping(path = "/benchmark-events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            summary = "What happens to all benchmarks from now on, as server-sent events of the coordinator that leads")
    SseEmitter events() {
        return watch(Optional.empty());
    }

    private SseEmitter watch(Optional<String> name) {
        return EventStream.<BenchmarkEvents.Event>of(watcher -> events.watch(event -> {
            if (name.isEmpty() || name.get().equals(event.benchmark())) {
                watcher.accept(event);
            }
        }));
    }
}
