package io.tifl.experiments.advi.model;

/**
 * Log densities and log probabilities, normalised, of values given parameters; NaN where a parameter is out of range.
 * What is known may be a number in place of a {@link Real}, by {@link Real#constant}.
 */
public final class LogDensities {
    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    private LogDensities() {}

    /** @param deviation above 0 */
    public static Real normal(Real value, Real mean, Real deviation) {
        return value.minus(mean)
                .over(deviation)
                .square()
                .times(-0.5)
                .minus(deviation.log())
                .minus(0.5 * LOG_TWO_PI);
    }

    public static Real normal(double value, Real mean, Real deviation) {
        return normal(mean.constant(value), mean, deviation);
    }

    public static Real normal(Real value, double mean, double deviation) {
        return normal(value, value.constant(mean), value.constant(deviation));
    }

    /** Of values above 0. */
    public static Real halfNormal(Real value, double deviation) {
        return normal(value, 0, deviation).plus(StrictMath.log(2));
    }

    public static Real studentT(Real value, Real freedom, Real centre, Real scale) {
        Real half = freedom.plus(1).times(0.5);
        Real square = value.minus(centre).over(scale).square().over(freedom);
        return half.logGamma()
                .minus(freedom.times(0.5).logGamma())
                .minus(freedom.times(Math.PI).log().times(0.5))
                .minus(scale.log())
                .minus(half.times(square.log1p()));
    }

    /** Of values above 0. */
    public static Real halfCauchy(Real value, double scale) {
        return value.over(scale).square().log1p().negate().plus(StrictMath.log(2 / (Math.PI * scale)));
    }

    /** Of values above 0. */
    public static Real exponential(Real value, double rate) {
        return value.times(-rate).plus(StrictMath.log(rate));
    }

    /** Of values above 0. */
    public static Real gamma(Real value, double shape, double rate) {
        return value.log()
                .times(shape - 1)
                .minus(value.times(rate))
                .plus(shape * StrictMath.log(rate) - LogGamma.of(shape));
    }

    /** Of values between 0 and 1. */
    public static Real beta(Real value, double successes, double failures) {
        double norm = LogGamma.of(successes + failures) - LogGamma.of(successes) - LogGamma.of(failures);
        return value.log()
                .times(successes - 1)
                .plus(value.negate().log1p().times(failures - 1))
                .plus(norm);
    }

    /** Of shares on the simplex, with one concentration for all. */
    public static Real dirichlet(Real[] shares, double concentration) {
        Real[] logs = new Real[shares.length];
        for (int i = 0; i < logs.length; i++) {
            logs[i] = shares[i].log();
        }
        double norm = LogGamma.of(concentration * shares.length) - shares.length * LogGamma.of(concentration);
        return Real.sum(logs).times(concentration - 1).plus(norm);
    }

    /** @param logit of the probability of true */
    public static Real bernoulli(boolean value, Real logit) {
        return (value ? logit.negate() : logit).softplus().negate();
    }

    /** @param count at least 0 */
    public static Real poisson(long count, Real rate) {
        return rate.log().times((double) count).minus(rate).minus(LogGamma.of(count + 1.0));
    }

    /** @param logits one per category */
    public static Real categorical(int category, Real... logits) {
        return logits[category].minus(Real.logSumExp(logits));
    }
}
