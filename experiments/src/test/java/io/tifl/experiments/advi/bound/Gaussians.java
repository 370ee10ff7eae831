package io.tifl.experiments.advi.bound;

import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.protocol.Seed;

/** Targets and mixtures for tests. */
final class Gaussians {
    private Gaussians() {}

    /** A banana in two dimensions, times a constant: no member of any family is its equal. */
    static double banana(double[] z, double[] gradient) {
        double bend = z[1] - 0.5 * z[0] * z[0];
        gradient[0] += -z[0] + 2 * bend * z[0];
        gradient[1] += -2 * bend;
        return -0.5 * z[0] * z[0] - bend * bend - 0.4;
    }

    /** The log of the banana's integral. */
    static double logEvidence() {
        return StrictMath.log(2 * Math.PI) - 0.5 * StrictMath.log(2) - 0.4;
    }

    /** A member with three unequal components, or one. */
    static double[] member(Family family) {
        double[] member = family.start(new double[] {0.2, 0.5}, 0.8, 0.9, new Seed(11));
        for (int k = 0; k < family.components(); k++) {
            member[k] = 0.5 * k - 0.3;
        }
        for (int i = family.components(); i < member.length; i++) {
            member[i] += 0.1 * ((i * 7) % 5 - 2);
        }
        return member;
    }

    static Shape[] shapes() {
        return new Shape[] {new Shape.MeanField(), new Shape.FullRank(), new Shape.LowRank(1)};
    }
}
