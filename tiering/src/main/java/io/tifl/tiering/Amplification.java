package io.tifl.tiering;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How often a client is in a round, and what that does to client-level differential privacy (Chai et al., TiFL, HPDC 2020,
 * section 4.6).
 *
 * <p>A client of tier j is asked with q_j = P_j |C| / n_j; sub-sampling weakens a round's (epsilon, delta) by the largest q
 * of all tiers, against |C| / |K| of the vanilla policy. Two cautions the paper does not give: adaptive probabilities depend
 * on clients' accuracies and are not private themselves, and membership of a tier reveals a client's speed.
 *
 * @param vanilla |C| / |K|
 * @param tiers q_j of each tier, fast to slow
 */
public record Amplification(double vanilla, List<Double> tiers) {
    private static final double WORRYING = 2;

    public Amplification {
        tiers = List.copyOf(tiers);
    }

    /** Of a plan whose tiers are drawn with the probabilities it has now. */
    public static Amplification of(TierPlan plan, int cohort, WhenSpent whenSpent) {
        return of(plan, cohort, plan.drawProbabilities(whenSpent));
    }

    /** Of the vanilla policy: every client alike. */
    public static Amplification vanilla(TierPlan plan, int cohort) {
        double rate = rate(cohort, plan.clientCount());
        return new Amplification(rate, plan.tiers().stream().map(tier -> rate).toList());
    }

    /** Of a policy that ranks clients: any of them may be asked every time. */
    public static Amplification none(TierPlan plan, int cohort) {
        return new Amplification(
                rate(cohort, plan.clientCount()),
                plan.tiers().stream().map(tier -> tier.size() > 0 ? 1.0 : 0.0).toList());
    }

    /**
     * The worst that the adaptive policy can do while at least so many tiers have credit: each tier may at some time be the
     * least accurate one. With credits running out the last tier is drawn for certain, so give 1 for a job that may get
     * there.
     *
     * @param withCredit 1 to the number of tiers
     */
    public static Amplification adaptive(TierPlan plan, int cohort, RankRule rank, int withCredit) {
        if (withCredit < 1 || withCredit > plan.tierCount()) {
            throw new IllegalArgumentException(
                    "tiers with credit must lie in [1, " + plan.tierCount() + "], got " + withCredit);
        }
        double[] worst = new double[plan.tierCount()];
        Arrays.fill(worst, worstDraw(rank, withCredit, plan.tierCount()));
        return of(plan, cohort, worst);
    }

    // Credits run out between rankings: a tier is most probable if it ranks first among m and only the last ones are
    // left
    // beside it.
    private static double worstDraw(RankRule rank, int withCredit, int tiers) {
        double worst = 0;
        for (int ranked = withCredit; ranked <= tiers; ranked++) {
            int m = ranked;
            double first = rank.weight(1, m);
            double others = IntStream.rangeClosed(m - withCredit + 2, m)
                    .mapToDouble(i -> rank.weight(i, m))
                    .sum();
            worst = Math.max(worst, first / (first + others));
        }
        return worst;
    }

    private static Amplification of(TierPlan plan, int cohort, double[] probabilities) {
        return new Amplification(
                rate(cohort, plan.clientCount()),
                plan.tiers().stream()
                        .map(tier -> probabilities[tier.index()] * rate(cohort, tier.size()))
                        .toList());
    }

    /** q_max, the chance of the client that is asked most often. */
    public double largest() {
        return tiers.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** q_max over the vanilla policy's q; 1 if nobody is ever asked. */
    public double ratio() {
        return vanilla == 0 ? 1 : largest() / vanilla;
    }

    /** One line for the report if clients are asked more than twice as often as under the vanilla policy. */
    public Optional<String> warning() {
        return ratio() > WORRYING
                ? Optional.of(
                        "some clients are in a round with chance %.4g, %.3g times that of the vanilla policy: privacy"
                                        .formatted(largest(), ratio())
                                + " is amplified less")
                : Optional.empty();
    }

    /** Tier by tier the larger chance of two: folded over a run's rounds, its worst case. */
    public Amplification worst(Amplification other) {
        if (other.tiers.size() != tiers.size()) {
            throw new IllegalArgumentException(tiers.size() + " tiers, got " + other.tiers.size());
        }
        return new Amplification(
                Math.max(vanilla, other.vanilla),
                IntStream.range(0, tiers.size())
                        .mapToObj(tier -> Math.max(tiers.get(tier), other.tiers.get(tier)))
                        .toList());
    }

    /**
     * A guarantee of differential privacy.
     *
     * @param epsilon at least 0
     * @param delta 0 to 1
     */
    public record Guarantee(double epsilon, double delta) {
        public Guarantee {
            if (!(epsilon >= 0 && delta >= 0 && delta <= 1)) {
                throw new IllegalArgumentException(
                        "epsilon must be at least 0 and delta lie in [0, 1], got " + epsilon + " and " + delta);
            }
        }
    }

    /**
     * What one round guarantees a client if taking part in it for certain guarantees {@code full}: epsilon' = ln(1 + q (e^
     * epsilon - 1)), delta' = q delta with q = q_max (Balle, Barthe and Gaboardi, "Privacy amplification by subsampling",
     * NeurIPS 2018, Theorem 9: sampling without replacement, one client's data substituted). The paper gives the order, O(q
     * epsilon).
     */
    public Guarantee round(Guarantee full) {
        double q = largest();
        // For a large epsilon e^epsilon overflows; ln(q) + epsilon is then exact to rounding.
        double epsilon = full.epsilon() > 700 && q > 0
                ? Math.min(full.epsilon(), Math.log(q) + full.epsilon())
                : Math.log1p(q * Math.expm1(full.epsilon()));
        return new Guarantee(Math.max(0, epsilon), q * full.delta());
    }

    private static double rate(int cohort, int clients) {
        return clients == 0 ? 0 : (double) Math.min(cohort, clients) / clients;
    }
}
