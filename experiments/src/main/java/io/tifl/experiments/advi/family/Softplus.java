package io.tifl.experiments.advi.family;

/** Positive scales from unconstrained numbers: {@code log(1 + e^raw) + 1e-5}. */
final class Softplus {
    static final double FLOOR = 1e-5;

    private Softplus() {}

    static double scale(double raw) {
        return Math.max(raw, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(raw))) + FLOOR;
    }

    /** The derivative of {@link #scale}. */
    static double slope(double raw) {
        double small = StrictMath.exp(-Math.abs(raw));
        return raw >= 0 ? 1 / (1 + small) : small / (1 + small);
    }

    /** The number that {@link #scale} makes a scale of. */
    static double raw(double scale) {
        double above = scale - FLOOR;
        if (!(above > 0) || Double.isInfinite(above)) {
            throw new IllegalArgumentException("a scale must be above " + FLOOR + " and finite, got " + scale);
        }
        return above + StrictMath.log(-StrictMath.expm1(-above));
    }
}
