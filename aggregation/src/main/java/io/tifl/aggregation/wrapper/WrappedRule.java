package io.tifl.aggregation.wrapper;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.wrapper.Wrapper.Clip;
import io.tifl.aggregation.wrapper.Wrapper.Noise;
import io.tifl.aggregation.wrapper.Wrapper.QuantileClip;
import io.tifl.aggregation.wrapper.Wrapper.WeightCap;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Optional;

/** A rule with wrappers around it. Stateless and thread-safe. */
public final class WrappedRule implements AggregationRule {
    private final AggregationRule rule;
    private final List<Wrapper> wrappers;

    private WrappedRule(AggregationRule rule, List<Wrapper> wrappers) {
        this.rule = rule;
        this.wrappers = wrappers;
    }

    /**
     * Puts wrappers around a rule.
     *
     * @param wrappers in the order they are applied: a weight cap, clipping, noise; each at most once
     * @return the rule itself if there are none
     * @throws IllegalArgumentException if they stand in another order, or what they promise together would not hold
     */
    public static AggregationRule of(AggregationRule rule, List<Wrapper> wrappers) {
        if (wrappers.isEmpty()) {
            return rule;
        }
        for (int i = 1; i < wrappers.size(); i++) {
            Wrapper before = wrappers.get(i - 1);
            Wrapper after = wrappers.get(i);
            if (before.place() == after.place()) {
                throw new IllegalArgumentException(
                        before.describe() + " and " + after.describe() + " exclude each other: give one of them");
            }
            if (before.place() > after.place()) {
                throw new IllegalArgumentException(after.describe() + " comes before " + before.describe()
                        + ": what is done to updates after noise was added would take its protection away");
            }
        }
        if (wrappers.getLast() instanceof Noise) {
            requirePrivate(rule, wrappers);
        }
        return new WrappedRule(rule, List.copyOf(wrappers));
    }

    /** The rule with {@link Claim#discount} applied to each update, before it is clipped. */
    public static AggregationRule discounting(AggregationRule rule) {
        return rule instanceof WrappedRule ? rule : new WrappedRule(rule, List.of());
    }

    /** Whether the norm that updates are clipped to follows those of earlier rounds. */
    public static boolean clipsToQuantile(AggregationRule rule) {
        return rule instanceof WrappedRule wrapped
                && wrapped.find(QuantileClip.class).isPresent();
    }

    private static void requirePrivate(AggregationRule rule, List<Wrapper> wrappers) {
        if (!(rule instanceof WeightedMean)) {
            throw new IllegalArgumentException(
                    "noise protects a sum of clipped updates; how far one update moves the result" + " of rule "
                            + rule.name() + " is not known: use " + new WeightedMean().name());
        }
        if (wrappers.stream().noneMatch(wrapper -> wrapper instanceof Clip || wrapper instanceof QuantileClip)) {
            throw new IllegalArgumentException(
                    "noise protects nobody unless updates are clipped: give a norm to clip to");
        }
        if (!wrappers.contains(new WeightCap(1))) {
            throw new IllegalArgumentException(
                    "noise is in proportion to one clipped update, so every update has to count alike: give a weight cap of 1");
        }
        boolean sharesNoise =
                wrappers.getLast() instanceof Noise noise && noise.tree().isPresent();
        if (sharesNoise && wrappers.stream().anyMatch(QuantileClip.class::isInstance)) {
            throw new IllegalArgumentException(
                    "rounds share the noise of a tree, so all have to clip to the same norm: leave the quantile out");
        }
    }

    @Override
    public String name() {
        return rule.name();
    }

    @Override
    public AggregationRule configured(Settings settings) {
        return of(rule.configured(settings), wrappers);
    }

    @Override
    public int leastUpdates() {
        return rule.leastUpdates();
    }

    @Override
    public Settings taskSettings() {
        return rule.taskSettings();
    }

    @Override
    public Optional<String> objection(int clients) {
        return rule.objection(clients);
    }

    @Override
    public Optional<String> objection(Settings task) {
        return rule.objection(task);
    }

    /** The noise around the rule, if there is any. */
    public static Optional<Noise> noiseOf(AggregationRule rule) {
        return rule instanceof WrappedRule wrapped ? wrapped.find(Noise.class) : Optional.empty();
    }

    private <T extends Wrapper> Optional<T> find(Class<T> kind) {
        return wrappers.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    @Override
    public Accumulator open(RuleContext context) {
        Optional<Noise> noise = find(Noise.class);
        return new WrappedAccumulator(
                rule.open(context.withMemory(Clipping.withoutOwn(context.memory()))),
                context.layout(),
                find(WeightCap.class).map(WeightCap::most).orElse(Long.MAX_VALUE),
                Clipping.of(find(Clip.class), find(QuantileClip.class), noise, context.memory()),
                noise,
                context.noise(),
                noise.flatMap(Noise::tree)
                        .map(_ -> new TreeNoise(context.jobNoise().child("tree"), context.round())));
    }
}
