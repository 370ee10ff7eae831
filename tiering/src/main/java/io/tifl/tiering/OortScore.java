package io.tifl.tiering;

/**
 * What clients are worth to Oort in one round (Lai et al., OSDI 2021, Algorithm 1): {@code U' + sqrt(0.1 ln R / L)}, times
 * {@code (T / t)^alpha} for those slower than T. L is the last round a client took part in, R this one, U' its utility cut at a
 * quantile and, in the published code, scaled to the range of all utilities.
 *
 * @param uncertainty {@code sqrt(0.1 ln R)}
 * @param preferred T, seconds; infinite to do without
 * @param penalty alpha
 * @param clip what utilities are cut to
 * @param least what is taken from them
 * @param range what they are divided by then
 */
record OortScore(double uncertainty, double preferred, double penalty, double clip, double least, double range) {
    private static final double LEAST_RANGE = 1e-4;
    private static final double BELOW_LEAST = 0.999;

    static OortScore of(OortSettings settings, Utilities utilities, long round) {
        double percentile = utilities.pace().size() == 0
                ? settings.preferred()
                : Double.longBitsToDouble(utilities.pace().get(0));
        Tally durations = utilities.durations();
        double preferred = percentile >= 100 || durations.size() == 0
                ? Double.POSITIVE_INFINITY
                : durations.quantile(percentile / 100);
        double uncertainty = Math.sqrt(0.1 * StrictMath.log((double) round));
        Tally all = utilities.utilities();
        double clip = all.size() == 0 ? 0 : all.quantile(settings.clip());
        if (settings.formula() == OortSettings.Formula.PAPER || all.size() == 0) {
            return new OortScore(uncertainty, preferred, settings.penalty(), clip, 0, 1);
        }
        double least = BELOW_LEAST * all.at(0);
        double range = Math.max(LEAST_RANGE, all.at(all.size() - 1) - least);
        return new OortScore(uncertainty, preferred, settings.penalty(), clip, least, range);
    }

    /** What a client is worth that took part; at least 0. */
    double of(double utility, double lastRound, double seconds) {
        double value = Math.max(0, (Math.min(utility, clip) - least) / range);
        return (value + uncertainty / Math.sqrt(lastRound)) * factor(seconds);
    }

    /** What is left of the worth of a client that takes so long; all of it if that is not known, and negative. */
    double factor(double seconds) {
        if (seconds <= preferred) {
            return 1;
        }
        double share = preferred / seconds;
        return penalty == 2 ? share * share : StrictMath.pow(share, penalty);
    }
}
