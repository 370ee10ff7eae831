package io.tifl.experiments.advi.model;

import io.tifl.experiments.advi.family.LogSumExp;

/** A number on a tape: arithmetic with it is recorded, so that a gradient can be read. All operands must be of one tape. */
public final class Real {
    private final Tape tape;
    private final int index;

    Real(Tape tape, int index) {
        this.tape = tape;
        this.index = index;
    }

    int index() {
        return index;
    }

    public double value() {
        return tape.value(index);
    }

    /** A number that depends on nothing. */
    public Real constant(double value) {
        return tape.constant(value);
    }

    public Real plus(Real other) {
        return with(other, value() + other.value(), 1, 1);
    }

    public Real plus(double other) {
        return of(value() + other, 1);
    }

    public Real minus(Real other) {
        return with(other, value() - other.value(), 1, -1);
    }

    public Real minus(double other) {
        return of(value() - other, 1);
    }

    public Real times(Real other) {
        return with(other, value() * other.value(), other.value(), value());
    }

    public Real times(double other) {
        return of(value() * other, other);
    }

    public Real over(Real other) {
        double quotient = value() / other.value();
        return with(other, quotient, 1 / other.value(), -quotient / other.value());
    }

    public Real over(double other) {
        return of(value() / other, 1 / other);
    }

    public Real negate() {
        return of(-value(), -1);
    }

    public Real square() {
        return of(value() * value(), 2 * value());
    }

    public Real exp() {
        double exp = StrictMath.exp(value());
        return of(exp, exp);
    }

    public Real log() {
        return of(StrictMath.log(value()), 1 / value());
    }

    /** {@code log(1 + this)}. */
    public Real log1p() {
        return of(StrictMath.log1p(value()), 1 / (1 + value()));
    }

    public Real sqrt() {
        double root = Math.sqrt(value());
        return of(root, 0.5 / root);
    }

    public Real tanh() {
        double tanh = StrictMath.tanh(value());
        return of(tanh, 1 - tanh * tanh);
    }

    /** {@code 1 / (1 + exp(-this))}. */
    public Real logistic() {
        double share = Logistic.of(value());
        return of(share, share * Logistic.of(-value()));
    }

    /** {@code log(1 + exp(this))}. */
    public Real softplus() {
        return of(-Logistic.log(-value()), Logistic.of(value()));
    }

    /** The log of the gamma function, of a number above 0. */
    public Real logGamma() {
        return of(LogGamma.of(value()), LogGamma.slope(value()));
    }

    /** The sum of at least one real. */
    public static Real sum(Real... terms) {
        Real sum = terms[0];
        for (int i = 1; i < terms.length; i++) {
            sum = sum.plus(terms[i]);
        }
        return sum;
    }

    /** {@code log(sum(exp(terms)))} of at least one real, without overflow. */
    public static Real logSumExp(Real... terms) {
        double[] values = new double[terms.length];
        for (int i = 0; i < terms.length; i++) {
            values[i] = terms[i].value();
        }
        double[] shares = LogSumExp.softmax(values);
        Real sum = terms[0].of(LogSumExp.of(values), shares[0]);
        for (int i = 1; i < terms.length; i++) {
            sum = sum.with(terms[i], sum.value(), 1, shares[i]);
        }
        return sum;
    }

    private Real of(double value, double slope) {
        return tape.step(value, index, slope);
    }

    private Real with(Real other, double value, double slope, double otherSlope) {
        if (other.tape != tape) {
            throw new IllegalArgumentException("operands must be reals of one tape");
        }
        return tape.step(value, index, slope, other.index, otherSlope);
    }
}
