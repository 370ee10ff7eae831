package io.tifl.coordinator.round;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.aggregation.wrapper.Wrapper;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.tiering.SelectionPolicy;
import io.tifl.tiering.TieringPolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * A job: the parts one round is made of. FedAvg, FedProx and TiFL are recipes, not subclasses.
 *
 * @param limits what one update may be; wider ones are refused
 * @param secure if the coordinator is to learn the sum alone; then only parts go that need no single update
 * @param evaluateAfter after which rounds to evaluate
 * @param privacy of a rule with noise, and only of one
 */
public record Recipe(
        Work work,
        SelectionPolicy selection,
        TieringPolicy tiering,
        AggregationRule rule,
        ServerOptimizer optimizer,
        Participation participation,
        UpdateLimits limits,
        EvaluationSchedule evaluateAfter,
        Optional<SecureAggregation> secure,
        Optional<Privacy> privacy) {
    /** A recipe without noise, whose coordinator sees each update. */
    public Recipe(
            Work work,
            SelectionPolicy selection,
            TieringPolicy tiering,
            AggregationRule rule,
            ServerOptimizer optimizer,
            Participation participation,
            UpdateLimits limits,
            EvaluationSchedule evaluateAfter) {
        this(
                work,
                selection,
                tiering,
                rule,
                optimizer,
                participation,
                limits,
                evaluateAfter,
                Optional.empty(),
                Optional.empty());
    }

    /** @throws IllegalArgumentException if the parts do not go together, with the reason */
    public Recipe {
        if (limits.maxUpdates() < participation.clients()) {
            throw new IllegalArgumentException("the limits allow " + limits.maxUpdates() + " updates a round, but "
                    + participation.clients() + " are wanted");
        }
        rule.objection(participation.clients()).ifPresent(objection -> {
            throw new IllegalArgumentException(objection + ": " + participation.clients() + " are wanted");
        });
        rule.objection(work.settings())
                .or(() -> optimizer.objection(rule, work.settings()))
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
        secure.flatMap(blind -> blind.objection(work.codec(), rule, participation))
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
        if (secure.isPresent() && optimizer.isRememberedByClients()) {
            throw new IllegalArgumentException(
                    "server optimiser " + optimizer.name()
                            + " needs what clients keep from round to round, which does not go together with secure aggregation");
        }
        requirePrivacy(rule, participation, privacy.isPresent());
        objection(selection, privacy.isPresent()).ifPresent(objection -> {
            throw new IllegalArgumentException(objection);
        });
    }

    /** Why a selection does not go together with a privacy budget. */
    public static Optional<String> objection(SelectionPolicy selection, boolean budget) {
        return budget && selection.ranksClients()
                ? Optional.of("policy " + selection.name() + " asks clients by what they say of their data, which noise"
                        + " does not hide: a privacy budget needs another policy")
                : Optional.empty();
    }

    private static void requirePrivacy(AggregationRule rule, Participation participation, boolean budget) {
        Optional<Wrapper.Noise> noise = WrappedRule.noiseOf(rule);
        if (noise.isPresent() != budget) {
            throw new IllegalArgumentException(
                    budget
                            ? "a privacy budget without noise: give a noise multiplier"
                            : "noise without a privacy budget: what it costs the clients has to be entered");
        }
        if (noise.isPresent() && noise.get().clients() != participation.clients()) {
            throw new IllegalArgumentException("noise for " + noise.get().clients() + " clients a round, but "
                    + participation.clients() + " are wanted");
        }
    }

    /** What clients of a round are told of their task. */
    Settings taskSettings(long round) {
        return work.settingsAt(round)
                .with(rule.taskSettings())
                .with(optimizer.taskSettings())
                .with(selection.taskSettings());
    }

    /** What one client of a round is asked. */
    TaskOrder order(
            Federation state,
            long round,
            ClientId client,
            GlobalModel model,
            Settings settings,
            String codecName,
            Duration limit) {
        return new TaskOrder(
                new TaskId(state.job(), round, client),
                work.task(),
                settings,
                model,
                codecName,
                state.seed().child("train").child(round).child(client.value()).value(),
                limit);
    }

    /** Fewest updates that make a round count: what the participation says, or more if the rule needs more. */
    int quorum() {
        return Math.max(participation.quorum(), rule.leastUpdates());
    }
}
