package io.tifl.leaf;

/** The natural logarithm, the same bits on every machine. */
final class Logarithm {
    private Logarithm() {}

    static double of(double x) {
        return StrictMath.log(x);
    }
}
