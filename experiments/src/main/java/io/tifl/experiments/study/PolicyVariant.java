package io.tifl.experiments.study;

import io.tifl.experiments.study.ReplaySettings.Course;
import io.tifl.experiments.study.ReplaySettings.Drift;
import io.tifl.experiments.study.ReplaySettings.Rounds;
import io.tifl.experiments.study.ReplaySettings.Tiers;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A policy with settings of its own, as text: {@code adaptive retiering=on}. Two names are not settings of the policy:
 * {@code over-commit=SHARE} asks more clients than are wanted, {@code oracle=on} tells it of a drift.
 *
 * @param text as it was written, blanks aside
 */
record PolicyVariant(
        String text, String policy, SortedMap<String, String> settings, OptionalDouble overCommit, boolean oracle) {
    private static final String OVER_COMMIT = "over-commit";
    private static final String ORACLE = "oracle";

    /** @throws IllegalArgumentException unless it is a name, and settings with a value each */
    static PolicyVariant parse(String text) {
        List<String> words = List.of(text.strip().split("\\s+", -1));
        SortedMap<String, String> settings = new TreeMap<>();
        for (String word : words.subList(1, words.size())) {
            int equals = word.indexOf('=');
            if (equals < 1 || equals == word.length() - 1) {
                throw wrong(text);
            }
            if (settings.put(word.substring(0, equals), word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException(
                        "policy '" + text + "' says " + word.substring(0, equals) + " twice");
            }
        }
        if (words.getFirst().isEmpty() || words.getFirst().contains("=")) {
            throw wrong(text);
        }
        OptionalDouble overCommit = overCommit(text, settings);
        boolean oracle = settings.containsKey(ORACLE);
        if (oracle && !"on".equals(settings.remove(ORACLE))) {
            throw new IllegalArgumentException("policy '" + text + "': an oracle is on, or not named");
        }
        return new PolicyVariant(String.join(" ", words), words.getFirst(), settings, overCommit, oracle);
    }

    private static OptionalDouble overCommit(String text, SortedMap<String, String> settings) {
        String said = settings.remove(OVER_COMMIT);
        try {
            return said == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(said));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("policy '" + text + "': over-commit is '" + said + "', not a number", e);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("a policy is NAME or NAME SETTING=VALUE ..., got '" + text + "'");
    }

    /** A name of letters, digits and hyphens. */
    String folder() {
        return text.replaceAll("[^A-Za-z0-9]+", "-");
    }

    /** Whether it makes sense there: an oracle knows of a drift alone. */
    boolean fits(ReplaySettings scenario) {
        return !oracle || scenario.course().drift().share() > 0;
    }

    /** The settings of a replay of this policy alone, under one seed. */
    ReplaySettings in(ReplaySettings scenario, long seed) {
        ReplaySettings alone = scenario.only(List.of(policy), List.of(seed));
        Map<String, Map<String, String>> theirs = new TreeMap<>(alone.tiers().policySettings());
        SortedMap<String, String> mine = new TreeMap<>(theirs.getOrDefault(policy, Map.of()));
        mine.putAll(settings);
        if (mine.isEmpty()) {
            theirs.remove(policy);
        } else {
            theirs.put(policy, mine);
        }
        return new ReplaySettings(
                alone.data(),
                alone.population(),
                alone.training(),
                with(alone.tiers(), theirs),
                with(alone.rounds(), overCommit.orElse(alone.rounds().overCommit())),
                alone.aggregation(),
                alone.attacked(),
                alone.personal(),
                oracle ? knowing(alone.course()) : alone.course(),
                alone.policies(),
                alone.seeds());
    }

    private static Tiers with(Tiers tiers, Map<String, Map<String, String>> policySettings) {
        return new Tiers(
                tiers.count(), tiers.split(), tiers.syncRounds(), tiers.profilingLimitSeconds(), policySettings);
    }

    private static Rounds with(Rounds rounds, double overCommit) {
        return new Rounds(
                rounds.count(),
                rounds.clientsPerRound(),
                overCommit,
                rounds.quorum(),
                rounds.deadlineSeconds(),
                rounds.evaluateEvery(),
                rounds.targetAccuracy(),
                rounds.chargeEvaluations(),
                rounds.leafMetrics());
    }

    private static Course knowing(Course course) {
        Drift drift = course.drift();
        return new Course(
                new Drift(drift.share(), drift.factor(), drift.atSeconds(), true),
                course.slow(),
                course.daily(),
                course.dropoutsAtSeconds(),
                course.cpuSecondsPerExample(),
                course.stopAfterSeconds(),
                course.evaluateEverySeconds());
    }
}
