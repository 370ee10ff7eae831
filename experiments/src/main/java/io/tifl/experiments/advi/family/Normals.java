package io.tifl.experiments.advi.family;

import java.util.random.RandomGenerator;

/** Standard normal numbers by Box and Muller, with the same bits in every Java. Confined to one thread. */
public final class Normals {
    private final RandomGenerator random;
    private double kept = Double.NaN;

    public Normals(RandomGenerator random) {
        this.random = random;
    }

    public double next() {
        if (!Double.isNaN(kept)) {
            double next = kept;
            kept = Double.NaN;
            return next;
        }
        double radius = Math.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        double angle = 2 * Math.PI * random.nextDouble();
        kept = radius * StrictMath.sin(angle);
        return radius * StrictMath.cos(angle);
    }
}
