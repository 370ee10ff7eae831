package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.amortised.ColumnClassifier;
import io.tifl.experiments.advi.amortised.ColumnClassifier.Result;
import io.tifl.experiments.advi.amortised.ColumnSettings;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Together;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Trainings of classifiers, each kept under its name. */
record ColumnRuns(KeptResults kept, int threads, Consumer<String> progress) {
    /** Data to train and to judge on. */
    record Data(LabelledColumns train, LabelledColumns test) {
        String origin() {
            return "training " + train.sha256() + ", test " + test.sha256();
        }
    }

    /** A training that is wanted. */
    record Wanted(String name, ColumnSettings settings, Data data, String origin, long seed) {}

    /** All results, in the order of what is wanted. */
    List<Result> all(List<Wanted> wanted) throws InterruptedException {
        List<Callable<Result>> works = new ArrayList<>();
        wanted.forEach(one -> works.add(() -> result(one)));
        return Together.all(threads, works);
    }

    private Result result(Wanted wanted) throws Exception {
        String origin = wanted.settings() + ", seed " + wanted.seed() + ", " + wanted.origin();
        return kept.get(wanted.name(), origin, Result.class, () -> {
            Result result = ColumnClassifier.run(
                    wanted.settings(), wanted.data().train(), wanted.data().test(), new Seed(wanted.seed()));
            progress.accept(Format.words(
                    "%s: accuracy %.3f, NLL %.3f, ECE %.3f, %.2f effective modes, %.0f s",
                    wanted.name(),
                    result.test().accuracy(),
                    result.test().negativeLogLikelihood(),
                    result.test().expectedError(),
                    result.modes().effective(),
                    result.cpuSeconds()));
            return result;
        });
    }

    /** A figure over trainings. */
    static Interval over(List<Result> results, ToDoubleFunction<Result> figure) {
        return Interval.of(results.stream().map(figure::applyAsDouble).toList());
    }

    /** The figure of each second training less that of the first of the same seed. */
    static Interval difference(List<Result> first, List<Result> second, ToDoubleFunction<Result> figure) {
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            differences.add(figure.applyAsDouble(second.get(i)) - figure.applyAsDouble(first.get(i)));
        }
        return Interval.of(differences);
    }

    /** A mean and its interval. */
    static String words(Interval interval) {
        return interval.count() < 2
                ? Format.words("%.3f", interval.mean())
                : Format.words("%.3f [%.3f, %.3f]", interval.mean(), interval.low(), interval.high());
    }

    /** A difference and its interval, with its sign. */
    static String signed(Interval interval) {
        return interval.count() < 2
                ? Format.words("%+.3f", interval.mean())
                : Format.words("%+.3f [%+.3f, %+.3f]", interval.mean(), interval.low(), interval.high());
    }
}
