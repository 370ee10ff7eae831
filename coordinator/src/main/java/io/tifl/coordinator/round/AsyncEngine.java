package io.tifl.coordinator.round;

import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.ServerOptimizer;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.wrapper.WrappedRule;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.tiering.Pace;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs rounds that overlap: the model moves while clients train. A round ends with one step of the model; whose orders are still
 * out then is part of the state, {@link Federation#flights}.
 *
 * <p>Between rounds it keeps the replies that are still to come and the sums they go into, as a matter of speed: from the state
 * alone it makes both again, so a run that was cut short goes on as if nothing had happened. The updates of one step are summed
 * exactly, in whatever order they come. A bad reply is refused with a reason, a silent client is waited for no longer than the
 * deadline of the recipe, and neither holds up anybody else. Confined to one thread.
 */
public final class AsyncEngine implements Rounds {
    private final Recipe recipe;
    private final Pace.Overlapping pace;
    private final CoordinatorTransport transport;
    private final Evaluator evaluator;
    private final InstantSource clock;
    private final UpdateCodec codec;
    private final AggregationRule rule;
    private final StateKeeper keeper;
    private final RoundWatch watch;
    private @Nullable Airspace kept;

    /**
     * An engine whose states are kept by whoever calls {@link #next}, if at all: after a crash it begins a round anew.
     *
     * @throws IllegalArgumentException if the recipe does not go together with the pace, with the reason, or names an unknown codec
     */
    public AsyncEngine(
            Recipe recipe,
            Pace.Overlapping pace,
            CoordinatorTransport transport,
            Evaluator evaluator,
            InstantSource clock,
            Catalog<UpdateCodec> codecs) {
        this(recipe, pace, transport, evaluator, clock, codecs, _ -> {});
    }

    /**
     * An engine.
     *
     * @param keeper keeps what is out before it goes out; if it does, a round that a crash cut short goes on with the orders and
     *     the replies that it had
     * @throws IllegalArgumentException if the recipe does not go together with the pace, with the reason, or names an unknown codec
     */
    public AsyncEngine(
            Recipe recipe,
            Pace.Overlapping pace,
            CoordinatorTransport transport,
            Evaluator evaluator,
            InstantSource clock,
            Catalog<UpdateCodec> codecs,
            StateKeeper keeper) {
        this(recipe, pace, transport, evaluator, clock, codecs, keeper, RoundWatch.NONE);
    }

    /**
     * An engine.
     *
     * @param keeper as above
     * @param watch hears what rounds are at
     * @throws IllegalArgumentException if the recipe does not go together with the pace, with the reason, or names an unknown codec
     */
    public AsyncEngine(
            Recipe recipe,
            Pace.Overlapping pace,
            CoordinatorTransport transport,
            Evaluator evaluator,
            InstantSource clock,
            Catalog<UpdateCodec> codecs,
            StateKeeper keeper,
            RoundWatch watch) {
        this.watch = watch;
        objection(
                        pace,
                        recipe.rule(),
                        recipe.optimizer(),
                        recipe.secure().isPresent(),
                        recipe.privacy().isPresent())
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
        this.recipe = recipe;
        this.pace = pace;
        this.transport = transport;
        this.evaluator = evaluator;
        this.clock = clock;
        this.codec = codecs.get(recipe.work().codec());
        this.rule = WrappedRule.discounting(recipe.rule());
        this.keeper = keeper;
    }

    /** Why the parts of a recipe do not go together with rounds that overlap, for people; empty if they do. */
    public static Optional<String> objection(
            Pace.Overlapping pace, AggregationRule rule, ServerOptimizer optimizer, boolean secure, boolean budget) {
        if (secure) {
            return Optional.of("an asynchronous policy has no cohort that secure aggregation could sum up");
        }
        if (budget) {
            return Optional.of(
                    "under an asynchronous policy nothing is known of who takes part how often: a privacy budget needs another");
        }
        if (optimizer.isRememberedByClients()) {
            return Optional.of(
                    "server optimiser " + optimizer.name()
                            + " does not go together with an asynchronous policy: what clients keep belongs to a model that has moved");
        }
        boolean plainMean = rule.name().equals(new WeightedMean().name()) && !WrappedRule.clipsToQuantile(rule);
        if (pace instanceof Pace.Tiers && !plainMean) {
            return Optional.of(
                    "where each tier has rounds of its own the rule may remember nothing of other rounds: use "
                            + new WeightedMean().name() + ", and do not clip to a quantile");
        }
        int least = rule.leastUpdates();
        return pace instanceof Pace.Buffered buffered
                        && buffered.buffer().filter(buffer -> least > buffer).isPresent()
                ? Optional.of("rule " + rule.name() + " needs " + least + " updates a step, but the buffer is "
                        + buffered.buffer().get())
                : Optional.empty();
    }

    @Override
    public Outcome next(Federation before) throws InterruptedException {
        watch.began(before.job(), before.round());
        watch.phase(RoundWatch.Phase.SELECT);
        Airspace out = takenUp(before);
        kept = null;
        boolean ended = false;
        try {
            OverlappingRound round =
                    new OverlappingRound(recipe, pace, rule, codec, evaluator, clock, keeper, watch, before, out);
            Outcome outcome = round.run();
            out.arriveAt(outcome.after());
            kept = out;
            ended = true;
            return outcome;
        } finally {
            if (!ended) {
                out.close();
            }
        }
    }

    private Airspace takenUp(Federation before) {
        if (kept != null && kept.isOf(before)) {
            return kept;
        }
        close();
        return Airspace.of(before, transport, flight -> OverlappingRound.order(recipe, pace, codec, before, flight));
    }

    @Override
    public void close() {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
