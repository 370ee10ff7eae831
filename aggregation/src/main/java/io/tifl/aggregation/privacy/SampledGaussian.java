package io.tifl.aggregation.privacy;

/**
 * A round: clients are drawn, their clipped changes are summed, and noise is added.
 *
 * <p>A round that first draws a tier, by chances that do not depend on data, and then draws clients within it, tells who looks
 * which tier it was: with the chance {@code 1 - tierChance} it tells nothing about a client. Where chances do depend on data, as
 * those of the adaptive policy of TiFL do on accuracies, nothing may be claimed for the draw: the chance is 1.
 *
 * @param sampling how clients are drawn within the tier, or among all
 * @param rate 0 to 1: with Poisson sampling the chance of each, with a fixed size the share that is drawn; 1 claims nothing for
 *     the draw
 * @param tierChance 0 to 1: how probably a client's tier is drawn
 * @param noiseMultiplier deviation of the noise over the clip norm, positive
 */
public record SampledGaussian(Sampling sampling, double rate, double tierChance, double noiseMultiplier)
        implements Mechanism {
    /** How clients are drawn. */
    public enum Sampling {
        /** Each by itself, whatever becomes of the others. */
        POISSON(Neighbours.ADD_OR_REMOVE),
        /** A fixed number of them, each set alike. */
        FIXED_SIZE(Neighbours.SUBSTITUTE);

        private final Neighbours neighbours;

        Sampling(Neighbours neighbours) {
            this.neighbours = neighbours;
        }
    }

    public SampledGaussian {
        chance("rate", rate);
        chance("tier chance", tierChance);
        Mechanism.positive("noise multiplier", noiseMultiplier);
    }

    /** Without tiers. */
    public SampledGaussian(Sampling sampling, double rate, double noiseMultiplier) {
        this(sampling, rate, 1, noiseMultiplier);
    }

    @Override
    public Neighbours neighbours() {
        return sampling.neighbours;
    }

    /** Deviation of the noise over what a client moves the sum by. */
    double relativeNoise() {
        return noiseMultiplier / neighbours().clipNorms();
    }

    private static void chance(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " must lie in [0, 1], got " + value);
        }
    }
}
