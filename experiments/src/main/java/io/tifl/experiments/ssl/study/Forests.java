package io.tifl.experiments.ssl.study;

import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.ssl.hltm.HltmRun;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Networks on several trees. Trees and their first weights depend on the seed and the tree's number, so cells of a table
 * that differ in how networks are trained are about the same trees.
 *
 * @param trees how many of each kind
 * @param threads trees at once; results are the same for any number
 */
record Forests(KeptResults kept, int trees, int threads, long seed) {
    /** What came of the trees, in their order. */
    record Forest(List<HltmRun> runs) {
        Forest {
            runs = List.copyOf(runs);
        }

        /** Of a figure of each tree. */
        Interval of(ToDoubleFunction<HltmRun> figure) {
            return Interval.of(runs.stream().map(figure::applyAsDouble).toList());
        }

        /** How much more than another forest, tree by tree as far as both have the same ones. */
        Interval above(Forest other, ToDoubleFunction<HltmRun> figure) {
            List<Double> gaps = new ArrayList<>();
            for (int i = 0; i < Math.min(runs.size(), other.runs.size()); i++) {
                gaps.add(figure.applyAsDouble(runs.get(i)) - figure.applyAsDouble(other.runs.get(i)));
            }
            return Interval.of(gaps);
        }
    }

    Forest grow(String name, HltmSettings settings, Consumer<String> progress)
            throws IOException, InterruptedException {
        return grow(name, settings, trees, progress);
    }

    /** With another number of trees. */
    Forest grow(String name, HltmSettings settings, int count, Consumer<String> progress)
            throws IOException, InterruptedException {
        String origin = settings + ", " + count + " trees, seed " + seed;
        return kept.get("trees-" + name, origin, Forest.class, () -> {
            progress.accept("trees: " + name);
            return new Forest(HltmRun.forest(settings, count, threads, new Seed(seed)));
        });
    }

    /** The root's correlation after an epoch. */
    static double top(HltmRun run, int epoch) {
        return run.epochs().get(epoch).levels().getFirst().correlation();
    }

    /** The root's correlation in the end. */
    static double top(HltmRun run) {
        return run.epochs().getLast().levels().getFirst().correlation();
    }

    /** What the best function of the leaves would have. */
    static double ceiling(HltmRun run) {
        return run.epochs().getLast().levels().getFirst().ceiling();
    }

    /** A mean with its standard error, such as {@code .838 ± .012}. */
    static String words(Interval interval) {
        double error = interval.count() < 2
                ? 0
                : (interval.high() - interval.mean()) / Interval.quantile(interval.count() - 1);
        return Format.words("%.3f ± %.3f", interval.mean(), error);
    }
}
