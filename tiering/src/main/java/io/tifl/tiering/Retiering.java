package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;
import java.util.TreeSet;

/**
 * How tiers follow clients whose speed drifts. TiFL profiles once, "periodically" at best (Chai et al., HPDC 2020, section
 * 4.2), and leaves open how; everything here goes beyond the paper.
 *
 * <p>Each observed latency is smoothed, s = s + alpha (observed - s); a client waited for in vain counts with the time
 * waited, if that is longer than s. A client moves to the tier that s belongs to once s has been beyond the boundary of its
 * tier by {@code margin} for {@code patience} observations in a row, or at once if s is beyond it by {@code jump}. It stays
 * if its tier would become smaller than {@code least}. Only the cohort is looked at: O(cohort) per round.
 *
 * @param alpha weight of a new observation, above 0 to 1
 * @param margin share of the boundary's latency, at least 0: 0.1 waits for 10 % beyond
 * @param patience observations in a row, 1 to 127
 * @param jump share of the boundary's latency, at least {@code margin}: 1 moves at twice the boundary
 * @param resplitEvery splits all clients anew by their smoothed latencies after so many rounds, O(clients); 0 never. Skipped
 *     where it would yield another number of tiers, which credits and accuracies belong to
 * @param split how they are split anew
 * @param least clients that a tier keeps, at least 1; 0 for as many as the splitting asks for
 * @param dropAfter a client becomes a drop-out after so many time-outs in a row, 1 to 255; 0 never
 */
public record Retiering(
        double alpha,
        double margin,
        int patience,
        double jump,
        int resplitEvery,
        TierSplit split,
        int least,
        int dropAfter) {
    /** Names of the settings that {@link #from} reads. */
    public static final Set<String> SETTINGS = Set.of(
            "retiering",
            "retier-alpha",
            "retier-margin",
            "retier-patience",
            "retier-jump",
            "resplit-every",
            "resplit-by",
            "retier-least",
            "drop-after");

    public Retiering {
        require(alpha > 0 && alpha <= 1, "retier-alpha must lie above 0 and at most at 1", alpha);
        require(margin >= 0, "retier-margin must be at least 0", margin);
        require(patience >= 1 && patience <= 127, "retier-patience must lie in [1, 127]", patience);
        require(jump >= margin, "retier-jump must be at least retier-margin, " + margin, jump);
        require(resplitEvery >= 0, "resplit-every must be at least 0", resplitEvery);
        require(least >= 0, "retier-least must be at least 0", least);
        require(dropAfter >= 0 && dropAfter <= 255, "drop-after must lie in [0, 255]", dropAfter);
    }

    /** alpha 0.3, margin 10 %, patience 3, jump at twice the boundary, never split anew, sizes as split, never drop. */
    public static Retiering usual() {
        return new Retiering(0.3, 0.1, 3, 1, 0, new QuantileSplit(), 0, 0);
    }

    /**
     * For policies that do not need tiers of a size and draw again all the time: alpha 0.5, margin 10 %, patience 2, jump at twice the
     * boundary, never split anew, one client stays in each tier, never drop.
     */
    static Retiering eager() {
        return new Retiering(0.5, 0.1, 2, 1, 0, new QuantileSplit(), 1, 0);
    }

    /** Whether and how plans are re-tiered. */
    @FunctionalInterface
    public interface Choice {
        /** The policy with re-tiering before each of its own steps, or the policy itself. */
        TieringPolicy around(TieringPolicy policy);
    }

    /**
     * Reads {@code retiering} ({@code off}, the default and plain TiFL, or {@code on}), {@code retier-alpha},
     * {@code retier-margin}, {@code retier-patience}, {@code retier-jump}, {@code resplit-every}, {@code resplit-by} (a
     * split's name), {@code retier-least} and {@code drop-after}; other settings are left to others.
     */
    public static Choice from(Settings settings) {
        return from(settings, usual());
    }

    static Choice from(Settings settings, Retiering usual) {
        Retiering retiering = new Retiering(
                settings.real("retier-alpha", usual.alpha),
                settings.real("retier-margin", usual.margin),
                settings.integer("retier-patience", usual.patience),
                settings.real("retier-jump", usual.jump),
                settings.integer("resplit-every", usual.resplitEvery),
                settings.has("resplit-by") ? Splitting.catalog().get(settings.text("resplit-by")) : usual.split,
                settings.integer("retier-least", usual.least),
                settings.integer("drop-after", usual.dropAfter));
        String choice = settings.text("retiering", "off");
        return switch (choice) {
            case "off" -> policy -> policy;
            case "on" -> retiering::around;
            default ->
                throw new IllegalArgumentException(
                        "setting 'retiering' is '" + choice + "', expected one of [off, on]");
        };
    }

    /** The policy with this re-tiering before each of its own steps. */
    public TieringPolicy around(TieringPolicy policy) {
        return new RetieringPolicy(this, policy);
    }

    static Set<String> settingsAnd(String... more) {
        Set<String> all = new TreeSet<>(SETTINGS);
        all.addAll(Set.of(more));
        return all;
    }

    private static void require(boolean holds, String expected, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(expected + ", got " + value);
        }
    }
}
