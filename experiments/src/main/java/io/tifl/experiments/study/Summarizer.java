package io.tifl.experiments.study;

import io.tifl.aggregation.wrapper.WrapperSettings;
import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.experiments.report.Unit;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.tiering.Pace;
import io.tifl.tiering.PolicyRecipe;
import io.tifl.tiering.Tier;
import io.tifl.tiering.TierPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Sums a finished run up. */
final class Summarizer {
    private final ReplaySettings settings;
    private final Profiled profiled;
    private final TierPlan first;
    private final PolicyRecipe policy;
    private final GlobalModel initial;
    private final TierHistory history;

    /** @param first the plan the run began with, as its policy set it up */
    Summarizer(
            ReplaySettings settings,
            Profiled profiled,
            TierPlan first,
            PolicyRecipe policy,
            GlobalModel initial,
            TierHistory history) {
        this.settings = settings;
        this.profiled = profiled;
        this.first = first;
        this.policy = policy;
        this.initial = initial;
        this.history = history;
    }

    /**
     * What is found out at the end of a run by the tiers as they were profiled.
     *
     * @param profiledTierAccuracy of the final model, per tier; null entries where a tier has no test examples
     * @param retiered how tiers followed a drift, if there was one and the policy looks at tiers
     */
    record Retrospect(List<@Nullable Double> profiledTierAccuracy, Optional<Retiered> retiered) {}

    RunSummary summarize(
            RunId run,
            PolicyRun.Finished finished,
            OptionalDouble attackSuccess,
            Map<String, AccuracySpread> clientAccuracy,
            Retrospect retrospect,
            double wallSeconds) {
        List<JournalEntry> rounds = finished.journal();
        JournalEntry evaluated = rounds.reversed().stream()
                .filter(entry -> entry.accuracy() != null)
                .findFirst()
                .orElse(null);
        Foretold foretold = foretold(rounds);
        long modelsSent = rounds.stream().mapToLong(JournalEntry::modelsSent).sum()
                + finished.federation().flights().size();
        return new RunSummary(
                run.policy(),
                run.seed(),
                rounds.size(),
                rounds.stream().filter(JournalEntry::committed).count(),
                rounds.stream().mapToLong(JournalEntry::wholeNanos).sum() / 1e9,
                foretold.seconds(),
                foretold.expectedSeconds(),
                evaluated == null ? Double.NaN : orNaN(evaluated.accuracy()),
                rounds.stream()
                        .mapToDouble(entry -> orNaN(entry.accuracy()))
                        .filter(Double::isFinite)
                        .max()
                        .orElse(Double.NaN),
                evaluated == null ? Double.NaN : orNaN(evaluated.loss()),
                first.tiers().stream().map(Tier::size).toList(),
                roundsPerTier(rounds),
                evaluated == null ? List.of() : evaluated.tierAccuracy(),
                first.tiers().stream()
                        .map(tier -> tier.averageLatency().toNanos() / 1e9)
                        .toList(),
                first.tiers().stream()
                        .map(tier -> tier.maxLatency().toNanos() / 1e9)
                        .toList(),
                foretold.largestShare(),
                foretold.vanillaShare(),
                rounds.stream().mapToLong(JournalEntry::uploadBytes).sum(),
                modelsSent * initial.parameters().values().byteSize()
                        + rounds.stream()
                                .mapToLong(JournalEntry::askedDownloadBytes)
                                .sum(),
                rounds.stream()
                                .flatMap(entry -> entry.clients().stream())
                                .mapToLong(JournalEntry.Client::examples)
                                .sum()
                        * settings.training().epochs(),
                rounds.stream().mapToLong(entry -> entry.countOf("REJECTED")).sum(),
                rounds.stream().mapToLong(entry -> entry.countOf("TIMED_OUT")).sum(),
                first.dropOuts().size(),
                profiled.seconds(),
                wallSeconds,
                WrapperSettings.budget(Settings.of(settings.aggregation().wrappers()))
                        .map(budget -> finished.federation().privacy().epsilon(budget.delta()))
                        .orElse(null),
                attackSuccess.isPresent() ? attackSuccess.getAsDouble() : null,
                clientAccuracy,
                Asking.of(rounds),
                retrospect.profiledTierAccuracy(),
                retrospect.retiered().orElse(null),
                finished.federation().served().parameters().sha256());
    }

    private Foretold foretold(List<JournalEntry> rounds) {
        int cohort = settings.rounds().clientsPerRound();
        if (policy.pace() instanceof Pace.Overlapping) {
            return Foretold.counted(first, cohort, rounds);
        }
        if (policy.selection().isTiered()) {
            return Foretold.tiered(first, history, cohort, rounds);
        }
        return policy.selection().ranksClients()
                ? Foretold.counted(first, cohort, rounds)
                : Foretold.untiered(first, cohort, rounds.size());
    }

    private static boolean ignoresTiers(List<JournalEntry> rounds) {
        return rounds.stream().allMatch(entry -> entry.tier() == null);
    }

    private List<Long> roundsPerTier(List<JournalEntry> rounds) {
        if (ignoresTiers(rounds)) {
            return List.of();
        }
        List<Long> drawn = new ArrayList<>();
        for (int tier = 0; tier < first.tierCount(); tier++) {
            int wanted = tier;
            drawn.add(rounds.stream()
                    .filter(entry -> {
                        Integer of = entry.tier();
                        return of != null && of == wanted;
                    })
                    .count());
        }
        return drawn;
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }

    static String inWords(RunSummary summary) {
        return Unit.PERCENT.format(summary.finalAccuracy()) + " after " + summary.rounds() + " rounds and "
                + Unit.SECONDS.format(summary.virtualSeconds()) + " of virtual time"
                + (summary.epsilon() == null
                        ? ""
                        : String.format(Locale.ROOT, ", at the cost of epsilon %.4g", summary.epsilon()))
                + (summary.attackSuccess() == null
                        ? ""
                        : "; the attack succeeds in " + Unit.PERCENT.format(summary.attackSuccess()));
    }
}
