package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * What an update is worth that began with a model which has moved since. Immutable, thread-safe.
 *
 * <p>With s the number of steps that the model has moved since: {@code scale * f(s)}, where f is 1 for {@link Decay#CONSTANT},
 * {@code (1 + s)^-exponent} for {@link Decay#POLYNOMIAL} (FedBuff, Nguyen et al., AISTATS 2022, with 0.5), and for
 * {@link Decay#HINGE} 1 up to {@code hinge}, beyond it {@code 1 / (1 + exponent (s - hinge))} (FedAsync, Xie, Koyejo and Gupta, 2019).
 *
 * @param scale above 0, at most 1
 * @param exponent 0 or more
 * @param hinge steps that cost nothing, 0 or more
 * @param most an update that is more stale is refused; at least 0
 */
public record Staleness(Decay decay, double scale, double exponent, long hinge, long most) {
    /** Names of the settings that {@link #from} reads. */
    static final Set<String> SETTINGS = Set.of("staleness", "staleness-exponent", "staleness-hinge", "most-stale");

    /** How the worth falls. */
    public enum Decay {
        CONSTANT,
        POLYNOMIAL,
        HINGE;

        static Decay named(String name) {
            return switch (name) {
                case "constant" -> CONSTANT;
                case "polynomial" -> POLYNOMIAL;
                case "hinge" -> HINGE;
                default ->
                    throw new IllegalArgumentException(
                            "setting 'staleness' is '" + name + "', expected one of [constant, polynomial, hinge]");
            };
        }
    }

    public Staleness {
        require(scale > 0 && scale <= 1, "the worth of a fresh update must lie above 0 and at most at 1", scale);
        require(exponent >= 0 && exponent <= 100, "staleness-exponent must lie in [0, 100]", exponent);
        require(hinge >= 0, "staleness-hinge must be at least 0", hinge);
        require(most >= 0, "most-stale must be at least 0", most);
    }

    /**
     * Reads {@code staleness} (a {@link Decay} in lower case, {@code polynomial}), {@code staleness-exponent} (0.5),
     * {@code staleness-hinge} (4) and {@code most-stale} (no limit).
     */
    static Staleness from(Settings settings, double scale) {
        return new Staleness(
                Decay.named(settings.text("staleness", "polynomial")),
                scale,
                settings.real("staleness-exponent", 0.5),
                settings.integer("staleness-hinge", 4),
                settings.has("most-stale") ? settings.integer("most-stale", 0) : Long.MAX_VALUE);
    }

    /**
     * What the change of an update is multiplied by.
     *
     * @param steps that the model moved since the one it began with, at least 0
     * @return above 0, at most 1
     */
    public double discount(long steps) {
        double factor = switch (decay) {
            case CONSTANT -> 1;
            case POLYNOMIAL -> StrictMath.pow(1.0 + steps, -exponent);
            case HINGE -> steps <= hinge ? 1 : 1 / (1 + exponent * (steps - hinge));
        };
        return Math.max(scale * factor, Double.MIN_NORMAL);
    }

    private static void require(boolean holds, String expected, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(expected + ", got " + value);
        }
    }
}
