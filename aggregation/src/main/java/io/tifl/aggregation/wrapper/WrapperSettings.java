package io.tifl.aggregation.wrapper;

import io.tifl.aggregation.privacy.GaussianTree;
import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Wrappers and a privacy budget by name: {@code weight-cap}; {@code clip} with {@code clip-quantile} and {@code clip-rate};
 * {@code noise} with {@code tree}, {@code epsilon} and {@code delta}.
 */
public final class WrapperSettings {
    private static final Set<String> NAMES =
            Set.of("weight-cap", "clip", "clip-quantile", "clip-rate", "noise", "tree", "epsilon", "delta");

    private static final double USUAL_DELTA = 1e-5;
    private static final double USUAL_RATE = 0.2;

    private WrapperSettings() {}

    /**
     * The wrappers that the settings name, in the order they are applied; noise brings a weight cap of 1 with it.
     *
     * @param clients wanted a round
     * @param rounds of the job, which a tree is over
     * @throws IllegalArgumentException if a name is unknown or a value bad, or one is missing that another needs
     */
    public static List<Wrapper> wrappers(Settings settings, int clients, long rounds) {
        settings.requireOnly(NAMES);
        List<Wrapper> wrappers = new ArrayList<>();
        if (settings.has("weight-cap") || settings.has("noise")) {
            wrappers.add(new Wrapper.WeightCap(settings.integer("weight-cap", 1)));
        }
        if (settings.has("clip")) {
            wrappers.add(clip(settings));
        } else {
            requireWith(settings, "clip", "clip-quantile");
            requireWith(settings, "clip", "clip-rate");
        }
        if (settings.has("noise")) {
            wrappers.add(new Wrapper.Noise(settings.real("noise", 0), clients, tree(settings, rounds)));
        } else {
            requireWith(settings, "noise", "tree");
            requireWith(settings, "noise", "epsilon");
            requireWith(settings, "noise", "delta");
        }
        return wrappers;
    }

    /** A client's turn comes every so many rounds: so often may it take part, and so far apart. */
    private static Optional<GaussianTree> tree(Settings settings, long rounds) {
        if (!settings.has("tree")) {
            return Optional.empty();
        }
        long apart = settings.integer("tree", 1);
        if (apart < 1) {
            throw new IllegalArgumentException("'tree' says every how many rounds it is a client's turn, got " + apart);
        }
        return Optional.of(new GaussianTree(settings.real("noise", 0), rounds, Math.ceilDiv(rounds, apart), apart));
    }

    private static Wrapper clip(Settings settings) {
        double norm = settings.real("clip", 0);
        if (!settings.has("clip-quantile")) {
            requireWith(settings, "clip-quantile", "clip-rate");
            return new Wrapper.Clip(norm);
        }
        return new Wrapper.QuantileClip(
                norm, settings.real("clip-quantile", 0), settings.real("clip-rate", USUAL_RATE));
    }

    private static void requireWith(Settings settings, String needed, String name) {
        if (settings.has(name) && !settings.has(needed)) {
            throw new IllegalArgumentException("'" + name + "' says nothing without '" + needed + "'");
        }
    }

    /**
     * The budget of noise; without an {@code epsilon} there is no limit, and the cost is only reported.
     *
     * @return empty if there is no noise
     * @throws IllegalArgumentException if a value is bad
     */
    public static Optional<PrivacyBudget> budget(Settings settings) {
        return settings.has("noise")
                ? Optional.of(new PrivacyBudget(
                        settings.has("epsilon") ? settings.real("epsilon", 0) : Double.POSITIVE_INFINITY,
                        settings.real("delta", USUAL_DELTA)))
                : Optional.empty();
    }
}
