package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.plugin.Catalog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedMeanTest {
    private static final Layout TWO = Layout.flat(2);
    private static final UpdateLimits LIMITS = new UpdateLimits(8, 100, 3);

    private final AggregationRule rule = new WeightedMean();

    @Test
    void isFoundByItsName() {
        assertThat(Catalog.load("aggregation rule", AggregationRule.class).get("weighted-mean"))
                .isInstanceOf(WeightedMean.class);
    }

    @Test
    void heavierUpdatesCountMore() {
        Accumulator accumulator = rule.open(TWO, LIMITS);
        accumulator.add(change(1, -2), 1);
        accumulator.add(change(5, 2), 3);

        assertThat(accumulator.finish()).isEqualTo(new Aggregate(change(4, 1), 4, 2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 64})
    void meanIsTheTrueMeanRoundedOnce(int count) {
        List<Update> updates = Update.random(Layout.flat(501), count, new Seed(count));
        Accumulator accumulator = rule.open(Layout.flat(501), UpdateLimits.forRound(count));

        updates.forEach(update -> accumulator.add(update.change(), update.weight()));

        assertThat(accumulator.finish().change().toArray()).containsExactly(Update.mean(updates));
    }

    @Test
    void oneUpdateComesBackUnchanged() {
        Accumulator accumulator = rule.open(TWO, UpdateLimits.forRound(1));
        accumulator.add(change(0.1f, -1e-7f), 12_345);

        assertThat(accumulator.finish().change()).isEqualTo(change(0.1f, -1e-7f));
    }

    @Test
    void accumulatorGoesOnAfterFinish() {
        Accumulator accumulator = rule.open(TWO, LIMITS);
        accumulator.add(change(1, 1), 1);
        accumulator.finish();
        accumulator.add(change(3, 3), 1);

        assertThat(accumulator.finish().change()).isEqualTo(change(2, 2));
    }

    @Test
    void nothingHasNoMean() {
        Accumulator accumulator = rule.open(TWO, LIMITS);

        assertThat(accumulator.updates()).isZero();
        assertThatThrownBy(accumulator::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void valuesAndWeightsAtTheLimitsAreTaken() {
        Accumulator accumulator = rule.open(TWO, LIMITS);
        for (int i = 0; i < 3; i++) {
            accumulator.add(change(8, -8), 100);
        }

        assertThat(accumulator.finish()).isEqualTo(new Aggregate(change(8, -8), 300, 3));
    }

    @Test
    void whatLiesOutsideTheLimitsIsRefusedAndLeavesNoTrace() {
        Accumulator accumulator = rule.open(TWO, LIMITS);
        accumulator.add(change(1, 2), 7);
        Aggregate before = accumulator.finish();

        assertRefused(accumulator, change(1, Float.NaN), 1, "NaN");
        assertRefused(accumulator, change(Float.POSITIVE_INFINITY, 1), 1, "Infinity");
        assertRefused(accumulator, change(1, Float.NEGATIVE_INFINITY), 1, "Infinity");
        assertRefused(accumulator, change(1, Math.nextUp(8f)), 1, "8.000001");
        assertRefused(accumulator, change(-9, 1), 1, "9.0");
        assertRefused(accumulator, change(1, 1), 0, "got 0");
        assertRefused(accumulator, change(1, 1), -5, "got -5");
        assertRefused(accumulator, change(1, 1), 101, "got 101");
        assertRefused(accumulator, Parameters.zeros(Layout.flat(3)), 1, "parameters[3]");
        Layout renamed = new Layout(List.of(new Layout.Block("w", List.of(2))));
        assertRefused(accumulator, Parameters.zeros(renamed), 1, "w[2]");

        assertThat(accumulator.finish()).isEqualTo(before);
    }

    @Test
    void oneUpdateTooManyIsRefused() {
        Accumulator accumulator = rule.open(TWO, LIMITS);
        for (int i = 0; i < 3; i++) {
            accumulator.add(change(1, 2), 1);
        }

        assertRefused(accumulator, change(1, 2), 1, "at most 3");
        assertThat(accumulator.updates()).isEqualTo(3);
    }

    @Test
    void mergeWithStrangersIsRefusedAndLeavesNoTrace() {
        Accumulator accumulator = rule.open(TWO, LIMITS);
        accumulator.add(change(1, 2), 7);
        accumulator.add(change(1, 2), 7);
        Aggregate before = accumulator.finish();
        Accumulator two = rule.open(TWO, LIMITS);
        two.add(change(1, 1), 1);
        two.add(change(1, 1), 1);

        assertRefused(accumulator, two, "at most 3");
        assertRefused(accumulator, accumulator, "this one");
        assertRefused(accumulator, new Foreign(), "Foreign");
        assertRefused(accumulator, rule.open(Layout.flat(3), LIMITS), "parameters[3]");
        assertRefused(accumulator, rule.open(TWO, new UpdateLimits(8, 100, 4)), "maxUpdates=4");

        assertThat(accumulator.finish()).isEqualTo(before);
    }

    @Test
    void usualLimitsTakeUsualUpdates() {
        UpdateLimits limits = UpdateLimits.forRound(10);

        assertThat(limits).isEqualTo(new UpdateLimits(1024, 1 << 20, 10));
    }

    @Test
    void limitsWhoseTotalWeightOverflowsAreRefused() {
        assertThat(new UpdateLimits(1, Long.MAX_VALUE, 1).maxWeight()).isEqualTo(Long.MAX_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateLimits(1, Long.MAX_VALUE / 2 + 1, 2))
                .withMessageContaining("64 bits");
    }

    private static void assertRefused(Accumulator accumulator, Parameters change, long weight, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accumulator.add(change, weight))
                .withMessageContaining(reason);
    }

    private static void assertRefused(Accumulator accumulator, Accumulator other, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accumulator.merge(other))
                .withMessageContaining(reason);
    }

    private static Parameters change(float first, float second) {
        return Parameters.copyOf(TWO, new float[] {first, second});
    }

    private static final class Foreign implements Accumulator {
        @Override
        public void add(Claim claim, Parameters change) {}

        @Override
        public void merge(Accumulator other) {}

        @Override
        public int updates() {
            return 0;
        }

        @Override
        public Aggregate finish() {
            throw new IllegalStateException();
        }
    }
}
