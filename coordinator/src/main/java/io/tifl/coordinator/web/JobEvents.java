package io.tifl.coordinator.web;

import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.job.JobListener;
import io.tifl.coordinator.job.Progress;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.JobId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to jobs, told to whoever watches, to the meters and to the log. Thread-safe. */
public final class JobEvents implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);

    private static final CopyOnWriteArrayList<Consumer<Event>> NOBODY = new CopyOnWriteArrayList<>();

    /** So many jobs that ended are remembered as they were at the end. */
    private static final int ENDED_KEPT = 20;

    private static final Set<String> ENDS = Set.of("stopped", "completed", "failed");

    private final Map<JobId, CopyOnWriteArrayList<Consumer<Event>>> watchers = new ConcurrentHashMap<>();
    private final Map<JobId, PrivacyLedger> ledgers = new ConcurrentHashMap<>();
    private final SpentPrivacy privacy = new SpentPrivacy();
    private final JobMeters jobs;
    private final Meters meters;
    private final Map<JobId, LiveJob> live = new ConcurrentHashMap<>();
    private final Deque<JobId> ended = new ArrayDeque<>();
    private final CopyOnWriteArrayList<Consumer<Event>> watchersOfAll = new CopyOnWriteArrayList<>();

    /**
     * One thing that happened.
     *
     * @param name of its kind
     * @param data for JSON
     */
    public record Event(String name, Object data) implements EventStream.Event {}

    public JobEvents(JobMeters jobs, Meters meters) {
        this.jobs = jobs;
        this.meters = meters;
        meters.watch(
                Metric.EVENT_LISTENERS,
                () -> watchers.values().stream().mapToInt(List::size).sum());
    }

    /** Tells what happens to a job from now on, until the handle is closed. */
    AutoCloseable watch(JobId job, Consumer<Event> watcher) {
        CopyOnWriteArrayList<Consumer<Event>> list = watchers.computeIfAbsent(job, key -> new CopyOnWriteArrayList<>());
        list.add(watcher);
        return () -> list.remove(watcher);
    }

    /** Tells what happens to all jobs from now on, but nothing of single clients; data are a job and what it is about. */
    AutoCloseable watchAll(Consumer<Event> watcher) {
        watchersOfAll.add(watcher);
        return () -> watchersOfAll.remove(watcher);
    }

    /** The job as it is now, on this coordinator. */
    LiveJob.Snapshot live(JobId job) {
        return Optional.ofNullable(live.get(job)).orElseGet(LiveJob::new).snapshot();
    }

    private LiveJob liveJob(JobId job) {
        return live.computeIfAbsent(job, _ -> new LiveJob());
    }

    /** Sends all watchers away: the service stops, and would wait for them. */
    void end() {
        Event end = new Event(EventStream.END, Map.of());
        watchersOfAll.forEach(watcher -> watcher.accept(end));
        watchers.values().forEach(list -> list.forEach(watcher -> watcher.accept(end)));
    }

    /** Of a job among all. */
    record OfJob(String job, Object data) {}

    private void tell(JobId job, Event event) {
        meters.count(Metric.EVENTS, event.name());
        Event ofJob = new Event(event.name(), new OfJob(job.value(), event.data()));
        watchersOfAll.forEach(watcher -> watcher.accept(ofJob));
        tellWatchers(job, event);
    }

    private void tellWatchers(JobId job, Event event) {
        CopyOnWriteArrayList<Consumer<Event>> list = watchers.get(job);
        if (list != null) {
            list.forEach(watcher -> watcher.accept(event));
        }
    }

    @Override
    public RoundWatch started(JobId job) {
        return jobs.started(job);
    }

    @Override
    public void cutShort(JobId job) {
        jobs.cutShort(job);
        meters.count(Metric.JOB_RETRIES);
    }

    @Override
    public void ended(JobId job, boolean completed) {
        LOG.info("job {} {}", job, completed ? "is completed" : "has failed");
        meters.count(Metric.JOB_ENDS, completed ? "completed" : "failed");
    }

    @Override
    public void stopped(JobId job) {
        jobs.stopped(job);
    }

    @Override
    public void passed(JobId job, RoundReport.Status status) {
        jobs.passed(job, Summaries.lower(status));
    }

    @Override
    public void waiting(JobId job, int leastClients) {
        jobs.waiting(job, leastClients);
        LOG.info("job {} waits until {} clients are there", job, leastClients);
        liveJob(job).waiting(leastClients);
        tell(job, new Event("waiting", Map.of("clients", leastClients)));
    }

    @Override
    public void profiling(JobId job, int clients) {
        jobs.profiling(job, clients);
        LOG.info("job {} profiles {} clients", job, clients);
        tell(job, new Event("profiling", Map.of("clients", clients)));
    }

    @Override
    public void began(Federation first, Evaluated evaluated) {
        jobs.began(first, evaluated);
        LOG.info("job {} begins with {} tiers", first.job(), first.tiers().tierCount());
        liveJob(first.job()).began(first.model());
        tell(first.job(), new Event("began", Map.of("tiers", first.tiers().tierCount())));
    }

    @Override
    public void round(Outcome outcome) {
        RoundReport report = outcome.report();
        JobId job = outcome.after().job();
        if (report.status() == RoundReport.Status.COMMITTED) {
            LOG.debug("job {} round {}: {}, {} counted", job, report.round(), report.status(), report.counted());
        } else {
            LOG.warn("job {} round {}: {}, {} counted", job, report.round(), report.status(), report.counted());
        }
        LiveJob.RoundPhases phases = liveJob(job).round(outcome, Instant.now());
        tell(job, new Event("round", Summaries.of(report)));
        tellWatchers(job, new Event("phases", phases));
        report.evaluated()
                .ifPresent(evaluated -> tellWatchers(job, new Event("evaluation", Summaries.of(report, evaluated))));
        tellOfTiers(job, outcome);
        jobs.round(outcome);
    }

    private void tellOfTiers(JobId job, Outcome outcome) {
        Map<String, Object> tiers = Map.of(
                "round",
                outcome.report().round(),
                "tiers",
                outcome.after().tiers().tierCount());
        tellWatchers(job, new Event("tiers", tiers));
    }

    @Override
    public void progress(JobId job, Progress progress) {
        LiveJob state = liveJob(job);
        List<LiveJob.Task> changed = state.progress(progress);
        if (!watchers.getOrDefault(job, NOBODY).isEmpty()) {
            changed.forEach(task -> tellWatchers(job, new Event("client", task)));
            if (progress instanceof Progress.Asked || progress instanceof Progress.Over) {
                tellWatchers(job, new Event("phase", state.standing()));
            }
        }
    }

    @Override
    public void became(JobId job, String status, String reason) {
        if (!status.equals("running")) {
            liveJob(job).rest();
        }
        tell(job, new Event("status", Map.of("status", status, "reason", reason)));
        if (ENDS.contains(status)) {
            forgetEarlierThan(job);
        }
    }

    private void forgetEarlierThan(JobId job) {
        synchronized (ended) {
            ended.remove(job);
            ended.addLast(job);
            if (ended.size() > ENDED_KEPT) {
                live.remove(ended.removeFirst());
            }
        }
    }

    @Override
    public void spent(JobId job, PrivacyLedger ledger, PrivacyBudget budget) {
        if (ledgers.put(job, ledger) == null) {
            String delta = Double.toString(budget.delta());
            meters.watch(
                    Metric.PRIVACY_EPSILON,
                    () -> privacy.epsilon(job, ledgers.getOrDefault(job, ledger), budget),
                    job.value(),
                    delta);
            meters.set(Metric.PRIVACY_BUDGET, budget.epsilon(), job.value(), delta);
        }
        meters.set(Metric.PRIVACY_ROUNDS, (double) ledger.rounds(), job.value(), Double.toString(budget.delta()));
    }
}
