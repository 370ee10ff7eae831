package io.tifl.coordinator.observe.job;

import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.WhenSpent;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Meters of jobs. Those of a job stay after it ended, so that its last values are read, until twenty others have ended since.
 * Thread-safe; what concerns one job comes from one thread.
 */
public final class JobMeters {
    private static final int ENDED_KEPT = 20;
    private static final int MOST_TIERS = 32;
    private static final int FLOAT_BYTES = 4;
    private static final double MILLIS = 1e3;

    private final Map<JobId, RoundTimes> times = new ConcurrentHashMap<>();
    private final Map<JobId, Standing> standing = new ConcurrentHashMap<>();
    private final Map<JobId, TierPlan> plans = new ConcurrentHashMap<>();
    private final Map<JobId, Double> best = new ConcurrentHashMap<>();
    private final Deque<JobId> ended = new ArrayDeque<>();
    private final Instruments instruments;
    private final Meters meters;
    private final InstantSource clock;

    /** @param clock for times of day */
    public JobMeters(Instruments instruments, InstantSource clock) {
        this.instruments = instruments;
        this.meters = instruments.meters();
        this.clock = clock;
        meters.watch(Metric.JOBS_RUNNING, standing::size);
        meters.watch(Metric.JOBS_STALLED, () -> stalled().size());
        meters.watch(
                Metric.JOBS_WAITING,
                () -> standing.values().stream()
                        .filter(each -> each.waitingSince().isPresent())
                        .count());
    }

    /** A job runs here from now on; what its engine tells goes to the answer. */
    public RoundWatch started(JobId job) {
        synchronized (ended) {
            ended.remove(job);
        }
        standing.put(job, Standing.AT_WORK);
        for (Metric metric : Metric.values()) {
            if (metric.tags().equals(List.of("job"))) {
                meters.expect(metric, job.value());
            }
        }
        meters.set(Metric.JOB_RUNNING, 1, job.value());
        meters.set(Metric.ROUND_LAST, clock.millis() / MILLIS, job.value());
        RoundTimes watch = new RoundTimes(instruments);
        times.put(job, watch);
        return watch;
    }

    /** A job does not run here any more. */
    public void stopped(JobId job) {
        Optional.ofNullable(times.remove(job)).ifPresent(RoundTimes::abandon);
        standing.remove(job);
        meters.set(Metric.JOB_RUNNING, 0, job.value());
        plans.remove(job);
        best.remove(job);
        Optional<JobId> old = Optional.empty();
        synchronized (ended) {
            ended.remove(job);
            ended.addLast(job);
            if (ended.size() > ENDED_KEPT) {
                old = Optional.of(ended.removeFirst());
            }
        }
        old.ifPresent(forgotten -> meters.forget(forgotten.value()));
    }

    /** A round is given up; its job tries again. */
    public void cutShort(JobId job) {
        Optional.ofNullable(times.get(job)).ifPresent(RoundTimes::abandon);
    }

    /** A round that did not happen is over: nobody was asked, or the budget is spent. */
    public void passed(JobId job, String status) {
        Optional.ofNullable(times.get(job)).ifPresent(watch -> watch.ended(status));
    }

    /** It waits until so many clients are there. */
    public void waiting(JobId job, int clients) {
        standing.computeIfPresent(job, (_, before) -> before.waiting(clock.instant(), clients));
    }

    /** So many clients are profiled. */
    public void profiling(JobId job, int clients) {
        standing.computeIfPresent(job, (_, _) -> Standing.AT_WORK);
        meters.set(Metric.PROFILED, clients, job.value());
    }

    /** The first state is kept. */
    public void began(Federation first, Evaluated evaluated) {
        standing.computeIfPresent(first.job(), (_, _) -> Standing.AT_WORK);
        evaluated(first.job(), evaluated);
        after(first);
    }

    /** Jobs that stand still, with the reason and what to do. */
    public SortedMap<String, String> stalled() {
        SortedMap<String, String> stalled = new TreeMap<>();
        standing.forEach((job, now) -> now.stall(clock.instant()).ifPresent(why -> stalled.put(job.value(), why)));
        return stalled;
    }

    /** A round is committed. */
    public void round(Outcome outcome) {
        RoundReport report = outcome.report();
        JobId id = outcome.after().job();
        String job = id.value();
        String status = RoundTimes.name(report.status());
        Standing now = standing.compute(
                id,
                (_, before) -> (before == null ? Standing.AT_WORK : before)
                        .after(report.status() != RoundReport.Status.NO_QUORUM));
        meters.count(Metric.ROUNDS, job, status);
        meters.time(Metric.ROUND_DURATION, report.elapsed(), job);
        report.query().ifPresent(query -> meters.time(Metric.ROUND_QUERY, query.elapsed(), job));
        meters.set(Metric.ROUND_NUMBER, (double) report.round(), job);
        meters.set(Metric.ROUND_LAST, clock.millis() / MILLIS, job);
        meters.set(Metric.ROUND_COUNTED, report.counted(), job);
        meters.set(Metric.ROUND_MISSED, now.missed(), job);
        meters.set(Metric.MODEL_VERSION, (double) report.modelVersion(), job);
        meters.add(Metric.UPLOAD_BYTES, (double) report.uploadBytes(), job);
        report.clients().forEach(client -> client(job, client));
        compression(job, outcome);
        trainingLoss(job, report);
        report.tier().ifPresent(tier -> meters.count(Metric.TIER_SELECTED, job, tier(tier)));
        report.evaluated().ifPresent(evaluated -> evaluated(id, evaluated));
        after(outcome.after());
        Optional.ofNullable(times.get(id)).ifPresent(watch -> watch.ended(status));
    }

    private void client(String job, ClientReport client) {
        String reason = client.rejection().map(RoundTimes::name).orElse("");
        meters.count(Metric.CLIENTS_ASKED, job);
        meters.count(Metric.REPLIES, job, RoundTimes.name(client.status()), reason);
        client.latency().ifPresent(latency -> meters.time(Metric.REPLY_LATENCY, latency, job));
        if (client.status() == ClientReport.Status.COUNTED) {
            meters.add(Metric.REPLY_EXAMPLES, (double) client.examples(), job);
            meters.record(Metric.REPLY_AGE, (double) client.roundsAgo(), job);
        }
        if (client.detail().equals(ClientReport.NO_SIGN_OF_LIFE)) {
            meters.count(Metric.REPLIES_VANISHED, job);
        }
    }

    private void compression(String job, Outcome outcome) {
        double model =
                (double) FLOAT_BYTES * outcome.after().model().parameters().size();
        meters.set(Metric.MODEL_BYTES, model, job);
        counted(outcome.report())
                .mapToLong(ClientReport::uploadBytes)
                .average()
                .ifPresent(bytes -> meters.set(Metric.COMPRESSION, bytes > 0 ? model / bytes : 0, job));
    }

    private void trainingLoss(String job, RoundReport report) {
        counted(report)
                .map(client -> client.metrics().get("loss"))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .average()
                .ifPresent(loss -> meters.set(Metric.TRAINING_LOSS, loss, job));
    }

    private static Stream<ClientReport> counted(RoundReport report) {
        return report.clients().stream().filter(client -> client.status() == ClientReport.Status.COUNTED);
    }

    private void evaluated(JobId id, Evaluated evaluated) {
        String job = id.value();
        meters.count(Metric.EVALUATIONS, job);
        meters.set(Metric.ACCURACY, evaluated.accuracy(), job);
        meters.set(Metric.ACCURACY_BEST, best.merge(id, evaluated.accuracy(), Math::max), job);
        meters.set(Metric.LOSS, evaluated.loss(), job);
        for (int tier = 0; tier < Math.min(MOST_TIERS, evaluated.tierAccuracy().size()); tier++) {
            String number = tier(tier);
            evaluated
                    .tierAccuracy()
                    .get(tier)
                    .ifPresent(accuracy -> meters.set(Metric.TIER_ACCURACY, accuracy, job, number));
        }
    }

    /** The tiers as they are for the next round. */
    private void after(Federation state) {
        String job = state.job().value();
        TierPlan plan = state.tiers();
        double[] chances = plan.drawProbabilities(WhenSpent.IGNORE);
        meters.set(Metric.TIERS, plan.tierCount(), job);
        meters.set(Metric.TIER_DROP_OUTS, plan.dropOuts().size(), job);
        int[] sizes = new int[MOST_TIERS];
        for (Tier tier : plan.tiers()) {
            sizes[Math.min(tier.index(), MOST_TIERS - 1)] += tier.size();
            if (tier.index() < MOST_TIERS) {
                tier(job, tier, chances[tier.index()]);
            }
        }
        for (int tier = 0; tier < Math.min(MOST_TIERS, plan.tierCount()); tier++) {
            meters.set(Metric.TIER_CLIENTS, sizes[tier], job, tier(tier));
        }
        TierPlan before = plans.put(state.job(), plan);
        if (before != null) {
            meters.add(Metric.TIER_MOVES, (double) moves(before, plan), job);
        }
    }

    private void tier(String job, Tier tier, double chance) {
        String number = tier(tier.index());
        meters.set(Metric.TIER_PROBABILITY, chance, job, number);
        meters.set(
                Metric.TIER_CREDITS,
                tier.credits().isPresent() ? tier.credits().getAsLong() : Double.POSITIVE_INFINITY,
                job,
                number);
        meters.set(Metric.TIER_LATENCY, tier.averageLatency().toNanos() / 1e9, job, number);
        meters.set(Metric.TIER_LATENCY_LARGEST, tier.maxLatency().toNanos() / 1e9, job, number);
    }

    private static long moves(TierPlan before, TierPlan after) {
        if (before.sharesClientsWith(after)) {
            return 0;
        }
        long moves = 0;
        for (int tier = 0; tier < after.tierCount(); tier++) {
            for (ClientId client : after.clients(tier)) {
                OptionalInt was = before.tierOf(client);
                if (was.isPresent() && was.getAsInt() != tier) {
                    moves++;
                }
            }
        }
        return moves;
    }

    private static String tier(int number) {
        return Integer.toString(Math.min(number, MOST_TIERS - 1));
    }
}
