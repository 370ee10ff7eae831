package io.tifl.coordinator.web;

import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.job.JobDefinition;
import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.store.Operator;
import io.tifl.coordinator.store.RoundSummary;
import io.tifl.coordinator.store.StoredClient;
import io.tifl.coordinator.store.StoredJob;
import io.tifl.coordinator.store.TierHistory;
import io.tifl.protocol.ClientId;
import io.tifl.tiering.Amplification;
import io.tifl.tiering.Pace;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import io.tifl.tiering.WhenSpent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Things as the interface shows them: in JSON, times in seconds, names of constants in lower case. */
final class Summaries {
    private Summaries() {}

    /**
     * A job.
     *
     * @param privacy of a job with noise that was asked for by itself, else null
     * @param progress null if this version does not take its text any more
     */
    record JobSummary(
            String name,
            String status,
            String reason,
            Instant created,
            Instant updated,
            @Nullable PrivacySummary privacy,
            @Nullable JobProgress progress) {}

    /**
     * How far a job is.
     *
     * @param rounds it is to have
     * @param completed of them
     * @param accuracy as last evaluated; null if that is too long ago, or was never done
     */
    record JobProgress(
            String model,
            long rounds,
            long completed,
            int clientsPerRound,
            @Nullable Double accuracy) {}

    /**
     * What a job has cost a client.
     *
     * @param epsilon null if none can be shown: there was too little noise
     * @param budget the epsilon at which it ends, null if it has no limit
     * @param left of the budget, null if it has no limit
     * @param rounds that were summed up with noise
     */
    record PrivacySummary(
            @Nullable Double epsilon,
            double delta,
            @Nullable Double budget,
            @Nullable Double left,
            long rounds) {}

    record Round(
            long round,
            String status,
            long modelVersion,
            @Nullable Integer tier,
            Instant started,
            double seconds,
            int asked,
            int counted,
            long uploadBytes,
            @Nullable Double accuracy,
            @Nullable Double loss) {}

    /**
     * What clients said of the model after a round.
     *
     * @param started when the round did
     * @param seconds it took, without the evaluation
     * @param tierAccuracy fast to slow, null of a tier that has no test data
     */
    record Evaluation(
            long round,
            Instant started,
            double seconds,
            double accuracy,
            double loss,
            List<@Nullable Double> tierAccuracy) {}

    record RoundDetail(
            Round round,
            List<RoundClient> clients,
            List<@Nullable Double> tierAccuracy,
            SortedMap<String, AccuracySpread> clientAccuracy,
            @Nullable QuerySummary query) {}

    /**
     * What it cost to ask clients before the cohort was drawn.
     *
     * @param downloadBytes of the model to those asked
     * @param uploadBytes of their answers
     */
    record QuerySummary(int asked, int answered, double seconds, long downloadBytes, long uploadBytes) {}

    /** @param roundsAgo how many rounds before it was asked; more than 0 only under asynchronous policies */
    record RoundClient(
            String client,
            String status,
            long roundsAgo,
            @Nullable Double seconds,
            long examples,
            long uploadBytes,
            @Nullable String rejection,
            String detail,
            Map<String, Double> metrics) {}

    /**
     * The tiers of a job.
     *
     * @param roundsCompleted after which they stand so
     * @param largestRate q_max: the chance of the client that is asked most often to be in a round
     * @param vanillaRate the chance of every client if tiers were ignored
     * @param warning if largestRate is more than twice vanillaRate
     */
    record Tiers(
            long roundsCompleted,
            List<TierSummary> tiers,
            int dropOuts,
            double largestRate,
            double vanillaRate,
            @Nullable String warning) {}

    /** @param rate the chance of each of its clients to be in the next round */
    record TierSummary(
            int tier,
            int clients,
            double probability,
            double rate,
            @Nullable Long credits,
            double meanSeconds,
            double maxSeconds) {}

    record TierChange(long round, List<TierStood> tiers, List<TierMove> moves) {}

    record TierStood(int tier, int clients, double probability, double meanSeconds, double maxSeconds) {}

    record TierMove(
            String client, @Nullable Integer from, @Nullable Integer to) {}

    record TierClient(String client, @Nullable Double seconds) {}

    record ClientSummary(
            String client,
            String state,
            boolean present,
            Instant enrolled,
            @Nullable Instant lastSeen,
            Map<String, String> attributes) {}

    record OperatorSummary(
            String name,
            String role,
            String hash,
            Instant created,
            @Nullable Instant expires) {}

    static JobSummary of(StoredJob job, @Nullable PrivacySummary privacy, @Nullable JobProgress progress) {
        return new JobSummary(
                job.id().value(), lower(job.status()), job.reason(), job.created(), job.updated(), privacy, progress);
    }

    static JobProgress progress(JobDefinition job, List<RoundSummary> latest) {
        return new JobProgress(
                job.model().name(),
                job.rounds(),
                latest.isEmpty() ? 0 : latest.getLast().round() + 1,
                job.clientsPerRound(),
                latest.reversed().stream()
                        .filter(round -> round.accuracy().isPresent())
                        .findFirst()
                        .map(round -> real(round.accuracy()))
                        .orElse(null));
    }

    static PrivacySummary of(PrivacyLedger ledger, double epsilon, PrivacyBudget budget) {
        boolean limited = Double.isFinite(budget.epsilon());
        return new PrivacySummary(
                Double.isFinite(epsilon) ? epsilon : null,
                budget.delta(),
                limited ? budget.epsilon() : null,
                limited ? Math.max(0, budget.epsilon() - epsilon) : null,
                ledger.rounds());
    }

    static Round of(RoundSummary round) {
        return new Round(
                round.round(),
                lower(round.status()),
                round.modelVersion(),
                whole(round.tier()),
                round.started(),
                seconds(round.elapsed()),
                round.asked(),
                round.counted(),
                round.uploadBytes(),
                real(round.accuracy()),
                real(round.loss()));
    }

    static Round of(RoundReport report) {
        return new Round(
                report.round(),
                lower(report.status()),
                report.modelVersion(),
                whole(report.tier()),
                report.started(),
                seconds(report.elapsed()),
                report.clients().size(),
                report.counted(),
                report.uploadBytes(),
                report.evaluated().map(Evaluated::accuracy).orElse(null),
                report.evaluated().map(Evaluated::loss).orElse(null));
    }

    static RoundDetail detail(RoundReport report) {
        return new RoundDetail(
                of(report),
                report.clients().stream().map(Summaries::of).toList(),
                report.evaluated().map(Summaries::accuracies).orElse(List.of()),
                report.evaluated().map(Evaluated::clients).orElseGet(TreeMap::new),
                report.query()
                        .map(toll -> new QuerySummary(
                                toll.asked(),
                                toll.answered(),
                                seconds(toll.elapsed()),
                                toll.downloadBytes(),
                                toll.uploadBytes()))
                        .orElse(null));
    }

    private static RoundClient of(ClientReport report) {
        return new RoundClient(
                report.client().value(),
                lower(report.status()),
                report.roundsAgo(),
                report.latency().map(Summaries::seconds).orElse(null),
                report.examples(),
                report.uploadBytes(),
                report.rejection().map(Summaries::lower).orElse(null),
                report.detail(),
                report.metrics().values());
    }

    /** Of a round after which the model was evaluated. */
    static Evaluation of(RoundReport report, Evaluated evaluated) {
        return new Evaluation(
                report.round(),
                report.started(),
                seconds(report.elapsed()),
                evaluated.accuracy(),
                evaluated.loss(),
                accuracies(evaluated));
    }

    private static List<@Nullable Double> accuracies(Evaluated evaluated) {
        return evaluated.tierAccuracy().stream()
                .<@Nullable Double>map(Summaries::real)
                .toList();
    }

    static Tiers of(TierPlan plan, JobDefinition job) {
        Amplification rates = rates(plan, job);
        return new Tiers(
                plan.roundsCompleted(),
                plan.tiers().stream()
                        .map(tier -> of(tier, rates.tiers().get(tier.index())))
                        .toList(),
                plan.dropOuts().size(),
                rates.largest(),
                rates.vanilla(),
                rates.warning().orElse(null));
    }

    // Vanilla draws from all; most others draw a tier, and from a spent one only where all are spent.
    private static Amplification rates(TierPlan plan, JobDefinition job) {
        // Where rounds overlap anybody who is not at work may be asked.
        if (job.policy().selection().ranksClients() || job.policy().pace() instanceof Pace.Overlapping) {
            return Amplification.none(plan, job.clientsPerRound());
        }
        return job.isTiered()
                ? Amplification.of(plan, job.clientsPerRound(), WhenSpent.IGNORE)
                : Amplification.vanilla(plan, job.clientsPerRound());
    }

    private static TierSummary of(Tier tier, double rate) {
        return new TierSummary(
                tier.index(),
                tier.size(),
                tier.probability(),
                rate,
                tier.credits().isPresent() ? tier.credits().getAsLong() : null,
                seconds(tier.averageLatency()),
                seconds(tier.maxLatency()));
    }

    static TierChange of(TierHistory.Entry entry) {
        return new TierChange(
                entry.round(),
                entry.tiers().stream()
                        .map(tier -> new TierStood(
                                tier.index(),
                                tier.size(),
                                tier.probability(),
                                seconds(tier.averageLatency()),
                                seconds(tier.maxLatency())))
                        .toList(),
                entry.moves().stream()
                        .map(move -> new TierMove(move.client().value(), whole(move.from()), whole(move.to())))
                        .toList());
    }

    static TierClient of(ClientId client, TierPlan plan) {
        return new TierClient(
                client.value(), plan.latency(client).map(Summaries::seconds).orElse(null));
    }

    static ClientSummary of(StoredClient client, boolean present) {
        return new ClientSummary(
                client.id().value(),
                lower(client.state()),
                present,
                client.enrolled(),
                client.lastSeen().orElse(null),
                client.attributes().values());
    }

    static OperatorSummary of(Operator operator) {
        return new OperatorSummary(
                operator.name(),
                lower(operator.role()),
                operator.tokenHash(),
                operator.created(),
                operator.expires().orElse(null));
    }

    /** As constants are called over REST, in events and in labels of meters. */
    static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static @Nullable Integer whole(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static @Nullable Double real(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
