package io.tifl.experiments.noise.federated;

import io.tifl.experiments.benchmark.lead.Shelf;
import io.tifl.experiments.lead.LedWork;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.experiments.noise.NoiseSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far an evaluation is: all that is needed to go on with it, and all that it showed. Immutable; {@link EvaluationRun} moves it on.
 *
 * @param reason why it ended so; empty if there is nothing to say
 * @param contestants the models, each with the chips that judged it
 * @param rounds that are over, in order
 * @param open the round under way; null between rounds
 */
public record Evaluation(
        EvaluationDefinition definition,
        Status status,
        String reason,
        Instant submitted,
        List<Contestant> contestants,
        List<RoundResult> rounds,
        @Nullable OpenRound open)
        implements LedWork<Evaluation> {
    /** All of them, on a shelf. */
    public static WorkStore<Evaluation> store(Shelf shelf) {
        return new WorkStore<>(shelf, "noise-evaluation", Evaluation.class);
    }

    @Override
    public String name() {
        return definition.name();
    }

    /**
     * A model that is evaluated.
     *
     * @param model its name, with its version once that is known
     * @param rounds of it that are over
     * @param over whether there are no more
     * @param fault why it cannot be evaluated; empty if it can
     */
    public record Contestant(String model, int rounds, PooledChips chips, boolean over, String fault) {
        static Contestant of(String model) {
            return new Contestant(model, 0, PooledChips.none(), false, "");
        }

        Contestant named(String resolved) {
            return new Contestant(resolved, rounds, chips, over, fault);
        }

        Contestant with(PooledChips more, int done, boolean over) {
            return new Contestant(model, done, more, over, fault);
        }

        Contestant failed(String why) {
            return new Contestant(model, rounds, chips, true, why);
        }

        /** What its chips show; empty before they show anything. */
        public Optional<Robustness> robustness(NoiseSettings settings) {
            return chips.isEmpty() || chips.cleanAccuracy() == 0
                    ? Optional.empty()
                    : Optional.of(Robustness.of(chips, settings));
        }
    }

    /**
     * A round that is over. Its metric is the average change of its model by then.
     *
     * @param asked clients
     * @param counted clients whose chips count
     * @param rejected the others, with the reason
     * @param averageChange of all rounds of its model so far, in percent; null if there is none
     * @param margin half its interval, in points
     * @param worst accuracy of the client whose own chips do worst
     */
    public record RoundResult(
            long round,
            String model,
            int asked,
            int counted,
            SortedMap<String, String> rejected,
            @Nullable Double cleanAccuracy,
            @Nullable Double averageChange,
            @Nullable Double margin,
            @Nullable Double worst) {
        public RoundResult {
            rejected = new TreeMap<>(rejected);
        }
    }

    /**
     * A round whose orders are out, or about to go.
     *
     * @param contestant its place
     */
    public record OpenRound(long round, int contestant, List<String> clients) {
        public OpenRound {
            clients = List.copyOf(clients);
        }
    }

    public Evaluation {
        contestants = List.copyOf(contestants);
        rounds = List.copyOf(rounds);
    }

    /** One that begins. */
    public static Evaluation of(EvaluationDefinition definition, Instant now) {
        List<Contestant> contestants = definition.follow()
                ? List.of()
                : definition.models().stream().map(Contestant::of).toList();
        return new Evaluation(definition, Status.RUNNING, "", now, contestants, List.of(), null);
    }

    @Override
    public Evaluation ended(Status end, String why) {
        return new Evaluation(definition, end, why, submitted, contestants, rounds, null);
    }

    /** Without a round under way. */
    Evaluation closed() {
        return new Evaluation(definition, status, reason, submitted, contestants, rounds, null);
    }

    /** While it waits. */
    Evaluation waiting(String why) {
        return new Evaluation(definition, status, why, submitted, contestants, rounds, open);
    }

    Evaluation with(Contestant more) {
        List<Contestant> all = new ArrayList<>(contestants);
        all.add(more);
        return new Evaluation(definition, status, reason, submitted, all, rounds, open);
    }

    Evaluation with(int place, Contestant changed) {
        List<Contestant> all = new ArrayList<>(contestants);
        all.set(place, changed);
        return new Evaluation(definition, status, reason, submitted, all, rounds, open);
    }

    /** Whose turn it is: of those that are not over the one with the fewest rounds, the first of these. */
    Optional<Integer> next() {
        return IntStream.range(0, contestants.size())
                .filter(place -> !contestants.get(place).over())
                .boxed()
                .min(Comparator.<Integer>comparingInt(
                                place -> contestants.get(place).rounds())
                        .thenComparingInt(place -> place));
    }

    Evaluation opening(int place, List<String> clients) {
        return new Evaluation(
                definition, status, "", submitted, contestants, rounds, new OpenRound(rounds.size(), place, clients));
    }

    /** The open round is over. */
    Evaluation after(OpenRound round, NoiseRound.Outcome outcome) {
        Contestant before = contestants.get(round.contestant());
        int done = before.rounds() + 1;
        Optional<Robustness> now = before.with(outcome.chips(), done, false).robustness(definition.noise());
        boolean isTight = now.map(Robustness::margin)
                .filter(margin -> margin < definition.target())
                .isPresent();
        Contestant after = before.with(outcome.chips(), done, isTight || done >= definition.rounds());
        if (after.over() && now.isEmpty()) {
            after = after.failed(
                    outcome.chips().isEmpty() ? "no client's chips count" : "it is right on no example of the fleet");
        }
        List<RoundResult> all = new ArrayList<>(rounds);
        all.add(new RoundResult(
                round.round(),
                before.model(),
                round.clients().size(),
                outcome.counted(),
                outcome.rejected(),
                now.map(Robustness::cleanAccuracy).orElse(null),
                now.map(Robustness::averageChange).orElse(null),
                now.map(Robustness::margin).orElse(null),
                now.map(one -> one.worst().accuracy()).orElse(null)));
        return new Evaluation(definition, status, reason, submitted, contestants, all, null)
                .with(round.contestant(), after);
    }
}
