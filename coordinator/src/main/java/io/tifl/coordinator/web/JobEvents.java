package io.tifl.coordinator.web;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.job.JobListener;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.JobId;
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
    private final MeterRegistry meters;

    /**
     * One thing that happened.
     *
     * @param name of its kind
     * @param data for JSON
     */
    public record Event(String name, Object data) implements EventStream.Event {}

    public JobEvents(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Tells what happens to a job from now on, until the handle is closed. */
    AutoCloseable watch(JobId job, Consumer<Event> watcher) {
        CopyOnWriteArrayList<Consumer<Event>> list = watchers.computeIfAbsent(job, key -> new CopyOnWriteArrayList<>());
        list.add(watcher);
        return () -> list.remove(watcher);
    }

    private void tell(JobId job, Event event) {
        CopyOnWriteArrayList<Consumer<Event>> list = watchers.get(job);
        if (list != null) {
            list.forEach(watcher -> watcher.accept(event));
        }
    }

    @Override
    public void waiting(JobId job, int leastClients) {
        LOG.info("job {} waits until {} clients are there", job, leastClients);
        tell(job, new Event("waiting", Map.of("clients", leastClients)));
    }

    @Override
    public void profiling(JobId job, int clients) {
        LOG.info("job {} profiles {} clients", job, clients);
        tell(job, new Event("profiling", Map.of("clients", clients)));
    }

    @Override
    public void began(Federation first, Evaluated evaluated) {
        LOG.info("job {} begins with {} tiers", first.job(), first.tiers().tierCount());
        tell(first.job(), new Event("began", Map.of("tiers", first.tiers().tierCount())));
    }

    @Override
    public void round(Outcome outcome) {
        RoundReport report = outcome.report();
        JobId job = outcome.after().job();
        Tags tags = Tags.of("job", job.value());
        meters.timer("tifl.round.duration", tags).record(report.elapsed());
        meters.counter("tifl.rounds", tags.and("status", lower(report.status())))
                .increment();
        for (ClientReport client : report.clients()) {
            String reason = client.rejection().map(JobEvents::lower).orElse("");
            meters.counter(
                            "tifl.replies",
                            tags.and("status", lower(client.status())).and("reason", reason))
                    .increment();
        }
        meters.counter("tifl.upload.bytes", tags).increment((double) report.uploadBytes());
        report.evaluated()
                .ifPresent(evaluated -> meters.summary("tifl.accuracy", tags).record(evaluated.accuracy()));
        LOG.debug("job {} round {}: {}, {} counted", job, report.round(), report.status(), report.counted());
        tell(job, new Event("round", Summaries.of(report)));
    }

    @Override
    public void spent(JobId job, PrivacyLedger ledger, PrivacyBudget budget) {
        if (ledgers.put(job, ledger) == null) {
            Tags tags = Tags.of("job", job.value(), "delta", Double.toString(budget.delta()));
            Gauge.builder("tifl.privacy.epsilon", () -> privacy.epsilon(job, ledgers.getOrDefault(job, ledger), budget))
                    .tags(tags)
                    .register(meters);
            Gauge.builder("tifl.privacy.budget", budget::epsilon).tags(tags).register(meters);
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
