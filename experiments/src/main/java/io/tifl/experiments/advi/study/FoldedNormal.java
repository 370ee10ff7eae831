package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.bound.LogDensity;

/**
 * A posterior with two mirrored modes and a known evidence: {@code z ~ N(0, 1)} and {@code x | z ~ N(|z|, 0.3^2)}, seen
 * {@code x = 1.5}.
 */
public final class FoldedNormal implements LogDensity {
    /** {@code log(2 N(1.5; 0, 1.09) Phi(1.5 / sqrt(0.09 * 1.09)))}. */
    public static final double LOG_EVIDENCE = -1.3009911300324892;

    private static final double SEEN = 1.5;
    private static final double VARIANCE = 0.3 * 0.3;
    private static final double NORM = -StrictMath.log(2 * Math.PI) - StrictMath.log(0.3);

    @Override
    public double at(double[] point, double[] gradient) {
        double z = point[0];
        double rest = SEEN - Math.abs(z);
        gradient[0] += -z + Math.signum(z) * rest / VARIANCE;
        return NORM - 0.5 * z * z - 0.5 * rest * rest / VARIANCE;
    }
}
