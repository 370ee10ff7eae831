package io.tifl.tiering;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Numbers of {@link OortPolicy}.
 *
 * @param formula how utility, uncertainty and pace are put together
 * @param exploration share of a round that explores at first, 0 to 1
 * @param decay factor on that share per round, above 0 to 1
 * @param leastExploration what that share falls to, 0 to {@code exploration}
 * @param preferred percentile of all durations that rounds are meant to take, above 0 to 100; 100 does without
 * @param penalty exponent of what clients beyond that lose, at least 0
 * @param paceStep rounds between two looks at the pace, at least 1
 * @param paceDelta percentiles that one look moves the preferred one by, 0 to 100
 * @param clip quantile of utilities that higher ones are cut to, above 0 to 1
 * @param cutOff share of the last utility that would be taken outright from which on clients are drawn, 0 to 1
 * @param window how many times as many of the fastest clients as are wanted new ones are drawn from, at least 1
 * @param mostExamples examples that one round trains on at most; 0 if on all
 * @param barAfter how often a client takes part before it is barred; 0 for no bar
 * @param mostBarred share of the clients that are barred at most, 0 to below 1
 */
record OortSettings(
        Formula formula,
        double exploration,
        double decay,
        double leastExploration,
        double preferred,
        double penalty,
        int paceStep,
        double paceDelta,
        double clip,
        double cutOff,
        double window,
        int mostExamples,
        int barAfter,
        double mostBarred) {
    static final Set<String> NAMES = Set.of(
            "parameters",
            "exploration",
            "exploration-decay",
            "exploration-least",
            "preferred-percentile",
            "penalty",
            "pace-step",
            "pace-delta",
            "clip",
            "cut-off",
            "window",
            "most-examples",
            "bar-after",
            "most-barred");

    private static final OortSettings PAPER =
            new OortSettings(Formula.PAPER, 0.9, 0.98, 0.2, 10, 2, 20, 5, 0.95, 0.95, 5, 0, 0, 0.3);
    private static final OortSettings OORT =
            new OortSettings(Formula.CODE, 0.9, 0.95, 0.2, 10, 2, 20, 5, 0.98, 0.7, 5, 0, 0, 0.3);
    private static final OortSettings FEDSCALE =
            new OortSettings(Formula.CODE, 0.9, 0.98, 0.3, 30, 2, 20, 5, 0.9, 0.05, 5, 0, 0, 0.3);

    /** Paper and published code differ. */
    enum Formula {
        /** Utilities as they are; the pace slackens whenever rounds gain less than before. */
        PAPER,
        /** Utilities scaled to the range they have; the pace slackens when gains stay alike, and tightens when they jump. */
        CODE
    }

    OortSettings {
        require(exploration >= 0 && exploration <= 1, "exploration must lie in [0, 1]", exploration);
        require(decay > 0 && decay <= 1, "exploration-decay must lie above 0 and at most at 1", decay);
        require(
                leastExploration >= 0 && leastExploration <= exploration,
                "exploration-least must lie in [0, " + exploration + "], the exploration at first",
                leastExploration);
        require(
                preferred > 0 && preferred <= 100,
                "preferred-percentile must lie above 0 and at most at 100",
                preferred);
        require(penalty >= 0 && penalty <= 100, "penalty must lie in [0, 100]", penalty);
        require(paceStep >= 1, "pace-step must be at least 1", paceStep);
        require(paceDelta >= 0 && paceDelta <= 100, "pace-delta must lie in [0, 100]", paceDelta);
        require(clip > 0 && clip <= 1, "clip must lie above 0 and at most at 1", clip);
        require(cutOff >= 0 && cutOff <= 1, "cut-off must lie in [0, 1]", cutOff);
        require(window >= 1 && window <= 1000, "window must lie in [1, 1000]", window);
        require(mostExamples >= 0, "most-examples must be at least 0", mostExamples);
        require(barAfter >= 0, "bar-after must be at least 0", barAfter);
        require(mostBarred >= 0 && mostBarred < 1, "most-barred must be at least 0 and below 1", mostBarred);
    }

    /** @throws IllegalArgumentException for a bad setting */
    static OortSettings from(Settings settings) {
        OortSettings usual = preset(settings.text("parameters", "oort"));
        return new OortSettings(
                usual.formula,
                settings.real("exploration", usual.exploration),
                settings.real("exploration-decay", usual.decay),
                settings.real("exploration-least", usual.leastExploration),
                settings.real("preferred-percentile", usual.preferred),
                settings.real("penalty", usual.penalty),
                settings.integer("pace-step", usual.paceStep),
                settings.real("pace-delta", usual.paceDelta),
                settings.real("clip", usual.clip),
                settings.real("cut-off", usual.cutOff),
                settings.real("window", usual.window),
                settings.integer("most-examples", usual.mostExamples),
                settings.integer("bar-after", usual.barAfter),
                settings.real("most-barred", usual.mostBarred));
    }

    private static OortSettings preset(String name) {
        return switch (name) {
            case "paper" -> PAPER;
            case "oort" -> OORT;
            case "fedscale" -> FEDSCALE;
            default ->
                throw new IllegalArgumentException(
                        "setting 'parameters' is '" + name + "', expected one of [fedscale, oort, paper]");
        };
    }

    /** Share of a round that explores. */
    double explorationAt(long round) {
        return Math.max(leastExploration, exploration * StrictMath.pow(decay, (double) round));
    }

    private static void require(boolean holds, String expected, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(expected + ", got " + value);
        }
    }
}
