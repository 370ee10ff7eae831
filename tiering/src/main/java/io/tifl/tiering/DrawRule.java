package io.tifl.tiering;

import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws a tier from those that may be drawn; never loops. */
final class DrawRule {
    private DrawRule() {}

    static double[] probabilities(Roster roster, Schedule schedule, WhenSpent whenSpent) {
        IntPredicate holdsClients = tier -> roster.group(tier).size() > 0;
        IntPredicate open = holdsClients.and(schedule::hasCredit);
        if (whenSpent == WhenSpent.IGNORE && IntStream.range(0, roster.tiers()).noneMatch(open)) {
            open = holdsClients;
        }
        return restricted(schedule.probabilities(), open);
    }

    private static double[] restricted(double[] probabilities, IntPredicate open) {
        int tiers = probabilities.length;
        double mass = IntStream.range(0, tiers)
                .filter(open)
                .mapToDouble(tier -> probabilities[tier])
                .sum();
        long count = IntStream.range(0, tiers).filter(open).count();
        double[] result = new double[tiers];
        for (int tier = 0; tier < tiers; tier++) {
            if (open.test(tier)) {
                result[tier] = mass > 0 ? probabilities[tier] / mass : 1.0 / count;
            }
        }
        return result;
    }

    /** The tier that a uniform number falls on, or -1 if no tier may be drawn. */
    static int draw(double[] probabilities, RandomGenerator random) {
        double left = random.nextDouble();
        int last = -1;
        for (int tier = 0; tier < probabilities.length; tier++) {
            if (probabilities[tier] > 0) {
                last = tier;
                left -= probabilities[tier];
                if (left < 0) {
                    return tier;
                }
            }
        }
        return last; // the probabilities rounded to a little less than 1
    }
}
