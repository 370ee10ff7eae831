package io.tifl.experiments.study;

import io.tifl.coordinator.round.AccuracySpread;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one run came to.
 *
 * @param rounds rounds run; fewer than asked for if the policy ran out of credits
 * @param committed rounds that made a new model
 * @param virtualSeconds sum of the rounds' lengths, their queries and the evaluations that are charged included
 * @param estimatedSeconds what the training-time estimator says, {@link Foretold}
 * @param expectedSeconds what it says from each client's own latency
 * @param finalAccuracy of the last evaluation, 0 to 1
 * @param bestAccuracy of all evaluations
 * @param tierRounds rounds per tier; empty for a policy that ignores tiers
 * @param tierAccuracy per tier at the last evaluation
 * @param tierLatencySeconds mean response latency per tier when profiled
 * @param maxTierLatencySeconds largest response latency per tier when profiled
 * @param largestShare q_max: the largest probability of a client to be in a round
 * @param vanillaShare the same under vanilla selection
 * @param samplesTrained training examples all counted clients saw
 * @param wallSeconds real time the run took, resumed parts added up
 * @param epsilon what noisy rounds cost a client, at the {@code delta} of the settings; null without noise
 * @param attackSuccess how often the model does at its end what attackers wish, 0 to 1; null if they wish nothing but harm
 * @param clientAccuracy how accuracy is spread over clients at the end, by the name of the model that clients use; empty for
 *     runs of before it was asked
 * @param asking what of time and bytes went to queries and evaluations; nothing in runs of before there were such
 * @param profiledTierAccuracy of the final model per tier as profiled before the first round, so that policies that change tiers can be
 *     compared; empty for runs of before it was asked
 * @param retiered how tiers followed clients whose speed changed; null if none did, or the policy ignores tiers
 * @param modelSha256 of the final model: equal runs have equal ones
 */
record RunSummary(
        String policy,
        long seed,
        long rounds,
        long committed,
        double virtualSeconds,
        double estimatedSeconds,
        double expectedSeconds,
        double finalAccuracy,
        double bestAccuracy,
        double finalLoss,
        List<Integer> tierSizes,
        List<Long> tierRounds,
        List<@Nullable Double> tierAccuracy,
        List<Double> tierLatencySeconds,
        List<Double> maxTierLatencySeconds,
        double largestShare,
        double vanillaShare,
        long uploadBytes,
        long downloadBytes,
        long samplesTrained,
        long rejected,
        long timedOut,
        int dropouts,
        double profilingSeconds,
        double wallSeconds,
        @Nullable Double epsilon,
        @Nullable Double attackSuccess,
        Map<String, AccuracySpread> clientAccuracy,
        Asking asking,
        List<@Nullable Double> profiledTierAccuracy,
        @Nullable Retiered retiered,
        String modelSha256) {
    RunSummary {
        // Runs of before it was asked do not say.
        asking = Objects.requireNonNullElse(asking, Asking.NOTHING);
        clientAccuracy =
                Collections.unmodifiableMap(new LinkedHashMap<>(Objects.requireNonNullElse(clientAccuracy, Map.of())));
        profiledTierAccuracy = Objects.requireNonNullElse(profiledTierAccuracy, List.of());
    }
}
