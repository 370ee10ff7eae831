package io.tifl.tiering;

/**
 * How likely a cohort drawn from all clients holds one of the slowest (Chai et al., TiFL, HPDC 2020, section 3.2, Eq. 2 to 5
 * and Theorem 3.1). Exact up to rounding.
 */
public final class Stragglers {
    private Stragglers() {}

    /** Pr: chance that none of the {@code slowest} among {@code clients} is in a uniform cohort. */
    public static double noneChosen(int clients, int slowest, int cohort) {
        if (slowest < 0 || slowest > clients || cohort < 0 || cohort > clients) {
            throw new IllegalArgumentException(
                    "slowest and cohort must lie in [0, " + clients + "], got " + slowest + " and " + cohort);
        }
        return chanceOfAllAmong(clients - slowest, clients, cohort);
    }

    /** Pr_s: chance that at least one of the slowest is chosen. */
    public static double someChosen(int clients, int slowest, int cohort) {
        return 1 - noneChosen(clients, slowest, cohort);
    }

    /** Theorem 3.1: a lower bound of {@link #someChosen}, strict for a cohort of two or more where either is not sure. */
    public static double bound(int clients, int slowest, int cohort) {
        return 1 - Math.pow((double) (clients - slowest) / clients, cohort);
    }

    /** Choose(few, cohort) / Choose(all, cohort) as a product, which cannot overflow. */
    static double chanceOfAllAmong(int few, int all, int cohort) {
        if (few < cohort) {
            return 0;
        }
        double chance = 1;
        for (int i = 0; i < cohort; i++) {
            chance *= (double) (few - i) / (all - i);
        }
        return chance;
    }
}
