package io.tifl.experiments.noise.federated;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is kept of one client's chips, whatever their number: sums of whole numbers, so that any order of adding gives the same.
 *
 * @param examples of its shard
 * @param clean of which the model was right without noise
 * @param own which of the levels is the profile of its own device; null if none is
 * @param chips of each level
 * @param sums of the chips' counts, by level
 * @param squares of the chips' counts, added up, by level
 * @param totalSquares of each trial's counts of all levels together, squared and added up
 */
record ShardTally(
        long examples,
        long clean,
        @Nullable Integer own,
        long chips,
        List<Long> sums,
        List<Long> squares,
        long totalSquares) {
    ShardTally {
        sums = List.copyOf(sums);
        squares = List.copyOf(squares);
    }

    static ShardTally of(ChipCounts counts) {
        List<Long> sums = new ArrayList<>();
        List<Long> squares = new ArrayList<>();
        int trials = counts.correct().getFirst().size();
        long[] totals = new long[trials];
        for (List<Long> level : counts.correct()) {
            long sum = 0;
            long square = 0;
            for (int chip = 0; chip < trials; chip++) {
                long correct = level.get(chip);
                sum += correct;
                square = Math.addExact(square, correct * correct);
                totals[chip] += correct;
            }
            sums.add(sum);
            squares.add(square);
        }
        long totalSquares = 0;
        for (long total : totals) {
            totalSquares = Math.addExact(totalSquares, Math.multiplyExact(total, total));
        }
        return new ShardTally(
                counts.examples(),
                counts.clean(),
                counts.own().isPresent() ? counts.own().getAsInt() : null,
                trials,
                sums,
                squares,
                totalSquares);
    }

    /**
     * With the chips of another round.
     *
     * @throws IllegalArgumentException if the shard is not the same any more, with the difference
     */
    ShardTally plus(ShardTally more) {
        if (examples != more.examples || clean != more.clean) {
            throw new IllegalArgumentException("the model was right on " + more.clean + " of " + more.examples
                    + " of its examples, and before on " + clean + " of " + examples);
        }
        return new ShardTally(
                examples,
                clean,
                more.own,
                chips + more.chips,
                added(sums, more.sums),
                added(squares, more.squares),
                Math.addExact(totalSquares, more.totalSquares));
    }

    private static List<Long> added(List<Long> one, List<Long> other) {
        List<Long> sum = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            sum.add(Math.addExact(one.get(i), other.get(i)));
        }
        return sum;
    }

    double cleanAccuracy() {
        return (double) clean / examples;
    }

    /** Mean accuracy of a level's chips. */
    double accuracy(int level) {
        return (double) sums.get(level) / ((double) chips * examples);
    }

    /** Sum of the squared deviations of a level's chips' accuracies from their mean. */
    double squaredDeviations(int level) {
        return deviations(squares.get(level), sums.get(level)) / ((double) examples * examples);
    }

    /** Mean over levels of the mean accuracy. */
    double meanAccuracy() {
        return total() / ((double) chips * examples * sums.size());
    }

    /** Sum of the squared deviations of the trials' mean accuracies over levels from their mean. */
    double squaredDeviations() {
        double scale = (double) examples * sums.size();
        return deviations(totalSquares, total()) / (scale * scale);
    }

    private long total() {
        return sums.stream().mapToLong(Long::longValue).sum();
    }

    private double deviations(long squares, long sum) {
        return Math.max(0, squares - (double) sum * sum / chips);
    }

    /** Mean accuracy of the chips of its own device, or of all if it has none of the levels. */
    double accuracyOfItsOwn() {
        return own == null ? meanAccuracy() : accuracy(own);
    }
}
