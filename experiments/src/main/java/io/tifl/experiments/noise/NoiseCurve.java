package io.tifl.experiments.noise;

import io.tifl.experiments.study.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * How accuracy falls with noise, over many chips (arXiv 2011.11840). Curves of the same model, levels and trials on several clients can be
 * added up.
 *
 * @param classes of the task, of which chance is the inverse
 * @param examples that every chip was judged on
 * @param clean of which the clean model was right
 * @param levels ascending in noise, without the clean one
 */
public record NoiseCurve(int classes, long examples, long clean, List<Level> levels) {
    /**
     * One level of noise.
     *
     * @param correct of which each chip was right, in the order of the trials
     */
    public record Level(double level, List<Long> correct) {
        public Level {
            correct = List.copyOf(correct);
            if (Double.isNaN(level)) {
                throw new IllegalArgumentException("a level of noise must be a number, got NaN");
            }
        }
    }

    public NoiseCurve {
        levels = List.copyOf(levels);
        int trials = levels.isEmpty() ? 0 : levels.getFirst().correct().size();
        for (Level level : levels) {
            if (level.correct().isEmpty() || level.correct().size() != trials) {
                throw new IllegalArgumentException("all levels need as many trials, at least one; got " + trials
                        + " and " + level.correct().size());
            }
        }
        if (classes < 2 || examples < 1) {
            throw new IllegalArgumentException(
                    "a curve needs at least 2 classes and an example, got " + classes + " and " + examples);
        }
        requireCount(clean, examples);
        for (Level level : levels) {
            level.correct().forEach(correct -> requireCount(correct, examples));
        }
    }

    private static void requireCount(long correct, long examples) {
        if (correct < 0 || correct > examples) {
            throw new IllegalArgumentException("of " + examples + " examples 0 to all can be right, got " + correct);
        }
    }

    /** How many chips there were of each level. */
    public int trials() {
        return levels.isEmpty() ? 0 : levels.getFirst().correct().size();
    }

    /** Accuracy of the clean model. */
    public double cleanAccuracy() {
        return (double) clean / examples;
    }

    /** Accuracies of a level's chips: mean, and an interval over chips. */
    public Interval accuracy(int level) {
        return Interval.of(accuracies(level));
    }

    private List<Double> accuracies(int level) {
        return levels.get(level).correct().stream()
                .map(correct -> (double) correct / examples)
                .toList();
    }

    /** Standard deviation of accuracy from chip to chip; 0 for one chip. */
    public double deviation(int level) {
        List<Double> all = accuracies(level);
        double mean = all.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
        double squares =
                all.stream().mapToDouble(one -> (one - mean) * (one - mean)).sum();
        return all.size() < 2 ? 0 : Math.sqrt(squares / (all.size() - 1));
    }

    /** Mean accuracy as a share of the clean model's; NaN or infinite if that is never right. */
    public double normalised(int level) {
        return accuracy(level).mean() / cleanAccuracy();
    }

    /** Normalised percentage change, {@code 100 (a0 - a) / a0}: positive for a loss; NaN or infinite if the clean model is never right. */
    public Interval change(int level) {
        return Interval.of(changes(level));
    }

    private List<Double> changes(int level) {
        return accuracies(level).stream()
                .map(accuracy -> 100 * (cleanAccuracy() - accuracy) / cleanAccuracy())
                .toList();
    }

    /** Average normalised percentage change: the mean of {@link #change} over all levels, with an interval over chips. */
    public Interval averageChange() {
        return Interval.of(
                IntStream.range(0, trials()).mapToObj(this::averageChange).toList());
    }

    private double averageChange(int trial) {
        return IntStream.range(0, levels.size())
                .mapToDouble(level -> changes(level).get(trial))
                .average()
                .orElseThrow();
    }

    /**
     * Accuracy above chance as a share of the clean model's above chance: what {@link #normalised} would be if accuracy could fall to 0, which
     * weak models are flattered by. 1 for a clean model; NaN if that is at chance itself.
     */
    public double aboveChance(int level) {
        double chance = 1.0 / classes;
        return (accuracy(level).mean() - chance) / (cleanAccuracy() - chance);
    }

    /** The mean of {@link #aboveChance} over all levels. */
    public double averageAboveChance() {
        return IntStream.range(0, levels.size())
                .mapToDouble(this::aboveChance)
                .average()
                .orElseThrow();
    }

    /**
     * The level where accuracy is half-way between the clean model's and chance, interpolated between levels, and from level 0 to the first;
     * empty if it never falls so far, or the clean model is no better than chance. Where noise grows as levels fall, as with ratios in dB
     * and bits, there is no level 0: then it is at best the first level.
     */
    public OptionalDouble halfWay() {
        double half = (cleanAccuracy() + 1.0 / classes) / 2;
        if (levels.isEmpty() || !(half < cleanAccuracy())) {
            return OptionalDouble.empty();
        }
        double level = levels.getFirst().level() > levels.getLast().level()
                ? levels.getFirst().level()
                : 0;
        double before = cleanAccuracy();
        for (int i = 0; i < levels.size(); i++) {
            double now = accuracy(i).mean();
            if (now <= half) {
                double share = before == now ? 0 : (before - half) / (before - now);
                return OptionalDouble.of(level + share * (levels.get(i).level() - level));
            }
            level = levels.get(i).level();
            before = now;
        }
        return OptionalDouble.empty();
    }

    /** This curve and that of the same chips on other examples. */
    public NoiseCurve plus(NoiseCurve other) {
        if (classes != other.classes || !levelsOf(this).equals(levelsOf(other)) || trials() != other.trials()) {
            throw new IllegalArgumentException("only curves of the same classes, levels and trials add up");
        }
        List<Level> sum = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            List<Long> mine = levels.get(i).correct();
            List<Long> theirs = other.levels.get(i).correct();
            sum.add(new Level(
                    levels.get(i).level(),
                    IntStream.range(0, mine.size())
                            .mapToObj(trial -> mine.get(trial) + theirs.get(trial))
                            .toList()));
        }
        return new NoiseCurve(classes, examples + other.examples, clean + other.clean, sum);
    }

    private static List<Double> levelsOf(NoiseCurve curve) {
        return curve.levels.stream().map(Level::level).toList();
    }
}
