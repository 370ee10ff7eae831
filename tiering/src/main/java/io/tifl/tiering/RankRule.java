package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * ChangeProbs of TiFL's Algorithm 2 (Chai et al., HPDC 2020, section 4.4): the less accurate a tier, the more probable.
 *
 * <p>Tiers with credit are ranked i = 1 .. n by accuracy, the least accurate first, equal ones fast to slow; one never
 * measured counts as least accurate. Tiers without credit get 0. A single tier with credit gets 1.
 */
public enum RankRule {
    /** (n - i) / (n (n - 1) / 2): .4 .3 .2 .1 0 for five; the most accurate tier is not drawn. The paper's rule. */
    RANK_HPDC {
        @Override
        double weight(int rank, int count) {
            return count == 1 ? 1 : (count - rank) / (count * (count - 1) / 2.0);
        }
    },
    /** (n - i + 1) / (n (n + 1) / 2): .333 .267 .2 .133 .067 for five; every tier stays possible. */
    RANK_SMOOTH {
        @Override
        double weight(int rank, int count) {
            return (count - rank + 1) / (count * (count + 1) / 2.0);
        }
    };

    abstract double weight(int rank, int count);

    static RankRule from(Settings settings) {
        String text = settings.text("rank", "hpdc");
        return switch (text) {
            case "hpdc" -> RANK_HPDC;
            case "smooth" -> RANK_SMOOTH;
            default ->
                throw new IllegalArgumentException("setting 'rank' is '" + text + "', expected one of [hpdc, smooth]");
        };
    }

    /**
     * The new probabilities.
     *
     * @param accuracies of each tier; NaN where never measured
     * @return one probability for each tier; all 0 if none has credit
     */
    public double[] probabilities(double[] accuracies, IntPredicate hasCredit) {
        Comparator<Integer> leastFirst = Comparator.comparingDouble(tier -> orLeast(accuracies[tier]));
        List<Integer> ranked = IntStream.range(0, accuracies.length)
                .filter(hasCredit)
                .boxed()
                .sorted(leastFirst) // stable: equal tiers stay fast to slow
                .toList();
        double[] probabilities = new double[accuracies.length];
        for (int i = 0; i < ranked.size(); i++) {
            probabilities[ranked.get(i)] = weight(i + 1, ranked.size());
        }
        return probabilities;
    }

    private static double orLeast(double accuracy) {
        return Double.isNaN(accuracy) ? Double.NEGATIVE_INFINITY : accuracy;
    }
}
