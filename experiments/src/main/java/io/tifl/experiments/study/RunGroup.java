package io.tifl.experiments.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/**
 * The runs that differ in nothing but the seed.
 *
 * @param name of the policy, with the study in front where several are compared
 */
record RunGroup(String name, List<RunRecord> runs) {
    RunGroup {
        runs = List.copyOf(runs);
    }

    /** Groups in the order in which their policies first appear. */
    static List<RunGroup> byPolicy(List<RunRecord> runs) {
        SequencedMap<String, List<RunRecord>> groups = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            groups.computeIfAbsent(run.policy(), policy -> new ArrayList<>()).add(run);
        }
        return groups.entrySet().stream()
                .map(entry -> new RunGroup(entry.getKey(), entry.getValue()))
                .toList();
    }

    RunGroup prefixed(String prefix) {
        return new RunGroup(prefix + " " + name, runs);
    }

    Statistics over(ToDoubleFunction<RunSummary> figure) {
        return Statistics.of(
                runs.stream().map(run -> figure.applyAsDouble(run.summary())).toList());
    }

    Statistics accuracy() {
        return over(RunSummary::finalAccuracy);
    }

    Statistics seconds() {
        return over(RunSummary::virtualSeconds);
    }

    /** Over the runs that reached the accuracy; count says how many did. */
    Statistics secondsTo(double accuracy) {
        return Statistics.of(runs.stream()
                .map(run -> run.secondsTo(accuracy))
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList());
    }

    /** Points after the same number of rounds in every seed: mean time, mean accuracy and its spread. */
    List<Curve> curve() {
        SequencedMap<Long, List<RunRecord.Evaluation>> byRound = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            for (RunRecord.Evaluation evaluation : run.evaluations()) {
                byRound.computeIfAbsent(evaluation.completed(), round -> new ArrayList<>())
                        .add(evaluation);
            }
        }
        return byRound.entrySet().stream()
                .filter(entry -> entry.getValue().size() == runs.size())
                .map(entry -> new Curve(
                        entry.getKey(),
                        Statistics.of(entry.getValue().stream()
                                .map(RunRecord.Evaluation::seconds)
                                .toList()),
                        Statistics.of(entry.getValue().stream()
                                .map(RunRecord.Evaluation::accuracy)
                                .toList())))
                .toList();
    }

    /** One place on the accuracy curve. */
    record Curve(long completed, Statistics seconds, Statistics accuracy) {}
}
