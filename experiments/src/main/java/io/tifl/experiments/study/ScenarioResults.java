package io.tifl.experiments.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * All policies in one scenario.
 *
 * @param summary what the scenario is, a sentence or more
 * @param target the accuracy whose time is taken
 * @param lines one for each policy
 */
record ScenarioResults(String scenario, String summary, double target, List<Line> lines) {
    /** What the others are compared with, if it was run. */
    private static final String BASELINE = "vanilla";

    /** Without a target of its own, a scenario takes this share of what the baseline reaches. */
    private static final double NEARLY = 0.95;

    /** A policy with its settings, a result for each seed. */
    record Line(PolicyVariant variant, List<StudyCell.Result> results) {
        String name() {
            return variant.text();
        }

        Interval over(ToDoubleFunction<StudyCell.Result> figure) {
            return Interval.of(results.stream().map(figure::applyAsDouble).toList());
        }

        /** How many seeds reached an accuracy. */
        long reached(double accuracy) {
            return results.stream()
                    .filter(result -> result.secondsTo(accuracy).isPresent())
                    .count();
        }

        Optional<StudyCell.Result> ofSeed(long seed) {
            return results.stream()
                    .filter(result -> result.cell().seed() == seed)
                    .findFirst();
        }
    }

    static ScenarioResults of(String scenario, String summary, List<StudyCell.Result> results) {
        SequencedMap<PolicyVariant, List<StudyCell.Result>> byPolicy = new LinkedHashMap<>();
        results.forEach(result -> byPolicy.computeIfAbsent(result.cell().variant(), _ -> new ArrayList<>())
                .add(result));
        List<Line> lines = byPolicy.entrySet().stream()
                .map(entry -> new Line(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
        double said = results.getFirst().cell().settings().rounds().targetAccuracy();
        double target = said > 0
                ? said
                : NEARLY * baseline(lines).over(StudyCell.Result::finalAccuracy).mean();
        return new ScenarioResults(scenario, summary, target, lines);
    }

    private static Line baseline(List<Line> lines) {
        return lines.stream()
                .filter(line -> line.name().equals(BASELINE))
                .findFirst()
                .orElse(lines.getFirst());
    }

    Line baseline() {
        return baseline(lines);
    }

    ReplaySettings settings() {
        return lines.getFirst().results().getFirst().cell().settings();
    }

    int seeds() {
        return lines.stream().mapToInt(line -> line.results().size()).max().orElse(0);
    }

    /** Virtual seconds to the target; none unless all seeds reached it, for the mean of the fast ones would flatter. */
    Interval secondsToTarget(Line line) {
        List<Double> seconds = new ArrayList<>();
        for (StudyCell.Result result : line.results()) {
            OptionalDouble found = result.secondsTo(target);
            if (found.isEmpty()) {
                return Interval.none();
            }
            seconds.add(found.getAsDouble());
        }
        return Interval.of(seconds);
    }

    /** How many times sooner than the baseline a policy is at the target, seed by seed; none unless both always reached it. */
    Interval timesFaster(Line line) {
        List<Double> ratios = new ArrayList<>();
        for (StudyCell.Result result : line.results()) {
            OptionalDouble mine = result.secondsTo(target);
            OptionalDouble other = baseline()
                    .ofSeed(result.cell().seed())
                    .map(base -> base.secondsTo(target))
                    .orElse(OptionalDouble.empty());
            if (mine.isEmpty() || other.isEmpty()) {
                return Interval.none();
            }
            ratios.add(other.getAsDouble() / mine.getAsDouble());
        }
        return Interval.ofRatios(ratios);
    }

    /** Virtual seconds at which curves are drawn: where evaluations are due, or 60 of equal distance. */
    List<Double> instants() {
        double longest = lines.stream()
                .flatMap(line -> line.results().stream())
                .mapToDouble(result -> result.summary().virtualSeconds())
                .max()
                .orElse(0);
        double stop = settings().course().stopAfterSeconds();
        double end = stop == 0 ? longest : stop;
        double every = settings().course().evaluateEverySeconds();
        double step = every == 0 ? end / 60 : every;
        List<Double> instants = new ArrayList<>();
        for (int i = 1; i * step <= end * (1 + 1e-9); i++) {
            instants.add(i * step);
        }
        return instants;
    }
}
