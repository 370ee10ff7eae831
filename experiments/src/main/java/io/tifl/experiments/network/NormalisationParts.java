package io.tifl.experiments.network;

import java.util.Locale;

/**
 * Which parts of batch normalisation a layer has, and through which its gradient flows.
 *
 * @param mean whether it is taken away
 * @param deviation whether it is divided by
 */
public record NormalisationParts(Part mean, Part deviation) {
    public static final NormalisationParts NONE = new NormalisationParts(Part.ABSENT, Part.ABSENT);
    public static final NormalisationParts FULL = new NormalisationParts(Part.FLOWING, Part.FLOWING);

    /** A statistic of the batch. */
    public enum Part {
        /** Not used. */
        ABSENT,
        /** Used as a given number, through which no gradient flows. */
        DETACHED,
        /** Used, and differentiated as the function of the batch that it is. */
        FLOWING
    }

    /** Such as {@code mean-detached, std}; {@code none} without parts. */
    @Override
    public String toString() {
        String both = name("mean", mean) + name("std", deviation);
        return both.isEmpty() ? "none" : both.substring(2);
    }

    private static String name(String statistic, Part part) {
        return switch (part) {
            case ABSENT -> "";
            case DETACHED -> ", " + statistic + "-" + part.name().toLowerCase(Locale.ROOT);
            case FLOWING -> ", " + statistic;
        };
    }
}
