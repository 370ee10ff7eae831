package io.tifl.coordinator.web;

import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.job.JobListener;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.JobId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens to jobs, told to whoever watches, to the meters and to the log. Thread-safe. */
public final class JobEvents implements JobListener {
    private static final Logger LOG = LoggerFactory.getLogger(JobEvents.class);

    private final Map<JobId, CopyOnWriteArrayList<Consumer<Event>>> watchers = new ConcurrentHashMap<>();
    private final Map<JobId, PrivacyLedger> ledgers = new ConcurrentHashMap<>();
    private final SpentPrivacy privacy = new SpentPrivacy();
    private final JobMeters jobs;
    private final Meters meters;

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

    private void tell(JobId job, Event event) {
        meters.count(Metric.EVENTS, event.name());
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
        jobs.passed(job, lower(status));
    }

    @Override
    public void waiting(JobId job, int leastClients) {
        jobs.waiting(job, leastClients);
        LOG.info("job {} waits until {} clients are there", job, leastClients);
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
        tell(job, new Event("round", Summaries.of(report)));
        jobs.round(outcome);
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
        meters.set(Metric.PRIVACY_ROUNDS, ledger.rounds(), job.value(), Double.toString(budget.delta()));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
