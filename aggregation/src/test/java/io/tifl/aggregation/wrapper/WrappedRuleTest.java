package io.tifl.aggregation.wrapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.OptimizerState;
import io.tifl.aggregation.QFedAvg;
import io.tifl.aggregation.RuleContext;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.aggregation.wrapper.Wrapper.Clip;
import io.tifl.aggregation.wrapper.Wrapper.Noise;
import io.tifl.aggregation.wrapper.Wrapper.QuantileClip;
import io.tifl.aggregation.wrapper.Wrapper.WeightCap;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.codec.Float32Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WrappedRuleTest {
    private static final int SIZE = 20_000;
    private static final Layout LAYOUT = Layout.flat(SIZE);

    private static RuleContext context(Layout layout, OptimizerState memory, long seed) {
        return new RuleContext(layout, UpdateLimits.forRound(100), memory, new Seed(seed));
    }

    private static Parameters constant(float value) {
        float[] values = new float[SIZE];
        Arrays.fill(values, value);
        return Parameters.owning(LAYOUT, values);
    }

    private static Parameters of(float... values) {
        return Parameters.owning(Layout.flat(values.length), values);
    }

    private static double norm(Parameters vector) {
        double sum = 0;
        for (float value : vector.toArray()) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }

    private static AggregationRule mean(Wrapper... wrappers) {
        return WrappedRule.of(new WeightedMean(), List.of(wrappers));
    }

    private static Aggregate reduced(AggregationRule rule, RuleContext context, List<Parameters> updates, long weight) {
        try (Accumulator accumulator = rule.open(context)) {
            updates.forEach(update -> accumulator.add(update, weight));
            return accumulator.finish();
        }
    }

    @Test
    void weightsAboveTheCapCountAsTheCap() {
        Layout layout = Layout.flat(1);
        try (Accumulator accumulator = mean(new WeightCap(3)).open(context(layout, OptimizerState.empty(), 1))) {
            accumulator.add(of(1), 1000);
            accumulator.add(of(5), 1);

            assertThat(accumulator.finish().change().get(0)).isEqualTo(2f);
            assertThat(accumulator.finish().totalWeight()).isEqualTo(4);
        }
    }

    @Test
    void longerUpdatesAreClippedToTheNormAndShorterOnesStayAsTheyAre() {
        AggregationRule rule = mean(new Clip(5));
        RuleContext context = context(Layout.flat(2), OptimizerState.empty(), 1);

        Parameters longer = reduced(rule, context, List.of(of(30, -40)), 7).change();
        Parameters shorter = reduced(rule, context, List.of(of(3, -4)), 7).change();

        assertThat(norm(longer)).isLessThanOrEqualTo(5).isCloseTo(5, within(1e-5));
        assertThat(longer.get(0) / longer.get(1)).isCloseTo(-0.75f, within(1e-6f));
        assertThat(shorter.toArray()).containsExactly(3, -4);
    }

    @Test
    void noClippedUpdateIsLongerThanTheNormWhateverItHolds() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 200; i++) {
            float[] values = new float[1 + random.nextInt(300)];
            float scale = Math.scalb(1f, random.nextInt(-20, 9));
            for (int j = 0; j < values.length; j++) {
                values[j] = (random.nextFloat() - 0.5f) * scale;
            }
            double norm = Math.scalb(random.nextDouble() + 0.1, random.nextInt(-20, 4));

            Aggregate clipped = reduced(
                    mean(new Clip(norm)),
                    context(Layout.flat(values.length), OptimizerState.empty(), 1),
                    List.of(of(values)),
                    1);

            assertThat(norm(clipped.change())).isLessThanOrEqualTo(norm);
        }
    }

    @Test
    void normFollowsTheQuantileOfTheUpdatesNorms() {
        AggregationRule rule = mean(new QuantileClip(1, 0.5, 0.2));
        List<Parameters> updates = new ArrayList<>();
        for (int i = 1; i <= 21; i++) {
            updates.add(of(i, 0));
        }
        OptimizerState memory = OptimizerState.empty();
        for (int round = 0; round < 300; round++) {
            memory = reduced(rule, context(Layout.flat(2), memory, round), updates, 1)
                    .memory();
        }

        // The median of 1 to 21 is 11: half are within where the norm lies between 10 and 11.
        Parameters next = reduced(rule, context(Layout.flat(2), memory, 1), List.of(of(1000, 0)), 1)
                .change();
        assertThat(next.get(0)).isBetween(9.5f, 11.5f);
    }

    @Test
    void noiseHasTheDeviationOfTheMultiplierTimesTheNormOverTheClientsWanted() {
        AggregationRule rule = mean(new WeightCap(1), new Clip(2), new Noise(3, 10));

        // Eight of ten came: the sum is divided by ten all the same.
        Aggregate noised =
                reduced(rule, context(LAYOUT, OptimizerState.empty(), 5), Collections.nCopies(8, constant(0.001f)), 9);

        double mean = 0;
        for (float value : noised.change().toArray()) {
            mean += value / (double) SIZE;
        }
        double variance = 0;
        for (float value : noised.change().toArray()) {
            variance += (value - mean) * (value - mean) / SIZE;
        }
        assertThat(Math.sqrt(variance)).isCloseTo(0.6, within(0.6 * 4 / Math.sqrt(2.0 * SIZE)));
        assertThat(mean).isCloseTo(0.0008, within(0.6 * 4 / Math.sqrt(SIZE)));
        assertThat(noised.noised())
                .hasValueSatisfying(noise -> assertThat(noise.multiplier()).isEqualTo(3));
        assertThat(WrappedRule.noiseOf(rule)).contains(new Noise(3, 10));
    }

    @Test
    void noiseOfAnyNormIsNormal() {
        Aggregate noised = reduced(
                mean(new WeightCap(1), new Clip(1), new Noise(1, 1)),
                context(LAYOUT, OptimizerState.empty(), 6),
                List.of(constant(0)),
                1);

        float[] sorted = noised.change().toArray();
        Arrays.sort(sorted);
        // Kolmogorov and Smirnov's distance from the quartiles and tails of a normal distribution.
        assertThat(sorted[SIZE / 2]).isCloseTo(0, within(0.04f));
        assertThat(sorted[(int) (0.8413 * SIZE)]).isCloseTo(1, within(0.05f));
        assertThat(sorted[(int) (0.97725 * SIZE)]).isCloseTo(2, within(0.12f));
        assertThat(sorted[(int) (0.15866 * SIZE)]).isCloseTo(-1, within(0.05f));
    }

    @Test
    void sameSumHasTheSameNoiseAndAnotherSumAnUnrelatedOne() {
        AggregationRule rule = mean(new WeightCap(1), new Clip(1), new Noise(1, 2));
        RuleContext context = context(LAYOUT, OptimizerState.empty(), 7);

        Aggregate once = reduced(rule, context, List.of(constant(0.001f), constant(0.002f)), 1);
        Aggregate again = reduced(rule, context, List.of(constant(0.002f), constant(0.001f)), 1);
        Aggregate other = reduced(rule, context, List.of(constant(0.002f), constant(0.0011f)), 1);

        assertThat(again.noised()).isEqualTo(once.noised());
        assertThat(again.change().sha256()).isEqualTo(once.change().sha256());
        assertThat(other.noised().orElseThrow().sum())
                .isNotEqualTo(once.noised().orElseThrow().sum());
        double product = 0;
        for (int i = 0; i < SIZE; i++) {
            product += 4.0 * once.change().get(i) * other.change().get(i) / SIZE;
        }
        assertThat(product).isCloseTo(0, within(4 / Math.sqrt(SIZE)));
    }

    @Test
    void noiseDependsOnTheSecret() {
        AggregationRule rule = mean(new WeightCap(1), new Clip(1), new Noise(1, 1));

        Aggregate one = reduced(rule, context(LAYOUT, OptimizerState.empty(), 1), List.of(constant(0)), 1);
        Aggregate other = reduced(rule, context(LAYOUT, OptimizerState.empty(), 2), List.of(constant(0)), 1);

        assertThat(one.noised()).isEqualTo(other.noised());
        assertThat(one.change().sha256()).isNotEqualTo(other.change().sha256());
        assertThat(NoiseSource.seeded(new Seed(1)).toString()).isEqualTo("NoiseSource");
    }

    @Test
    void arrivalOrderAndPartitionChangeNoBit() {
        AggregationRule rule = mean(new WeightCap(1), new QuantileClip(1, 0.5, 0.2), new Noise(1.1, 32));
        List<Parameters> updates = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 32; i++) {
            float[] values = new float[100];
            for (int j = 0; j < values.length; j++) {
                values[j] = (random.nextFloat() - 0.5f) * i / 10;
            }
            updates.add(of(values));
        }
        RuleContext context = context(Layout.flat(100), OptimizerState.empty(), 9);
        Aggregate expected = reduced(rule, context, updates, 1);

        for (int shards : List.of(1, 4, 16)) {
            List<Parameters> shuffled = new ArrayList<>(updates);
            Collections.shuffle(shuffled, new Random(shards));
            try (Accumulator whole = rule.open(context)) {
                for (int shard = 0; shard < shards; shard++) {
                    try (Accumulator part = rule.open(context)) {
                        for (int i = shard; i < shuffled.size(); i += shards) {
                            part.add(shuffled.get(i), 1);
                        }
                        whole.merge(part);
                    }
                }
                Aggregate aggregate = whole.finish();
                assertThat(aggregate.change().sha256())
                        .isEqualTo(expected.change().sha256());
                assertThat(aggregate.noised()).isEqualTo(expected.noised());
                assertThat(aggregate.memory().vector("clip.norm").sha256())
                        .isEqualTo(expected.memory().vector("clip.norm").sha256());
            }
        }
    }

    @Test
    void refusedUpdateChangesNeitherSumNorQuantile() {
        AggregationRule rule = mean(new QuantileClip(1, 0.5, 0.2));
        RuleContext context = context(Layout.flat(2), OptimizerState.empty(), 1);
        Aggregate expected = reduced(rule, context, List.of(of(1, 2)), 1);
        try (Accumulator accumulator = rule.open(context)) {
            accumulator.add(of(1, 2), 1);

            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(of(Float.NaN, 1), 1));
            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(of(1, 2, 3), 1));
            assertThatIllegalArgumentException().isThrownBy(() -> accumulator.add(of(Float.POSITIVE_INFINITY, 1), 1));

            Aggregate aggregate = accumulator.finish();
            assertThat(aggregate.updates()).isOne();
            assertThat(aggregate.change().toArray())
                    .containsExactly(expected.change().toArray());
            assertThat(aggregate.memory().vector("clip.norm").get(0))
                    .isEqualTo(expected.memory().vector("clip.norm").get(0));
        }
    }

    @Test
    void encodedUpdatesAreTakenAsTheyAreUnlessTheyMustBeClipped() throws Exception {
        Float32Codec codec = new Float32Codec();
        RuleContext context = context(Layout.flat(2), OptimizerState.empty(), 1);
        try (Accumulator capped = mean(new WeightCap(2)).open(context);
                Accumulator clipped = mean(new Clip(1)).open(context)) {
            assertThat(capped.addEncoded(codec, codec.encode(of(3, 4), 0), 100)).isTrue();
            assertThat(clipped.addEncoded(codec, codec.encode(of(3, 4), 0), 100))
                    .isFalse();

            assertThat(capped.finish().totalWeight()).isEqualTo(2);
            assertThat(clipped.updates()).isZero();
        }
    }

    @Test
    void ordersAndCombinationsThatDoNotHoldWhatTheyPromiseAreRefusedWithTheReason() {
        Wrapper cap = new WeightCap(1);
        Wrapper clip = new Clip(1);
        Wrapper noise = new Noise(1, 5);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> mean(clip, cap, noise))
                .withMessageContaining("a weight cap comes before clipping");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mean(cap, noise, clip))
                .withMessageContaining("clipping comes before noise");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mean(cap, clip, new QuantileClip(1, 0.5, 0.2)))
                .withMessageContaining("exclude each other");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mean(cap, noise))
                .withMessageContaining("unless updates are clipped");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mean(new WeightCap(2), clip, noise))
                .withMessageContaining("weight cap of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WrappedRule.of(new QFedAvg(), List.of(cap, clip, noise)))
                .withMessageContaining("q-fed-avg")
                .withMessageContaining("weighted-mean");
        assertThat(WrappedRule.noiseOf(new WeightedMean())).isEmpty();
    }
}
