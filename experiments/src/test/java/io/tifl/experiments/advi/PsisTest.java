package io.tifl.experiments.advi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.family.LogSumExp;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PsisTest {
    private static double[] paretoLogs(double shape, int count) {
        RandomGenerator random = new Seed(3).generator();
        double[] logs = new double[count];
        for (int i = 0; i < count; i++) {
            logs[i] = -shape * StrictMath.log(1 - random.nextDouble());
        }
        return logs;
    }

    // The largest 425 are fitted, with a standard error of (1 + shape) / sqrt(425).
    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.5, 0.9, 1.5})
    void tailOfParetoWeightsIsItsShape(double shape) {
        assertThat(Psis.of(paretoLogs(shape, 20_000)).tail())
                .isCloseTo(shape, within(3 * (1 + shape) / Math.sqrt(425)));
    }

    @Test
    void smoothedWeightsAreNormalisedAndKeepTheirOrder() {
        double[] logs = paretoLogs(0.8, 1000);
        Psis psis = Psis.of(logs);

        assertThat(LogSumExp.of(psis.logWeights())).isCloseTo(0, within(1e-12));
        int largest = 0;
        for (int i = 0; i < logs.length; i++) {
            largest = logs[i] > logs[largest] ? i : largest;
        }
        assertThat(psis.logWeights()[largest])
                .isEqualTo(Arrays.stream(psis.logWeights()).max().orElseThrow());
    }

    @Test
    void aConstantFactorChangesNothing() {
        double[] logs = paretoLogs(0.8, 1000);
        double[] more = Arrays.stream(logs).map(log -> log + 5000).toArray();

        assertThat(Psis.of(more).tail()).isCloseTo(Psis.of(logs).tail(), within(1e-9));
    }

    @Test
    void equalWeightsHaveNoTail() {
        Psis psis = Psis.of(new double[100]);

        assertThat(psis.tail()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(psis.logWeights()).usingComparatorWithPrecision(1e-12).containsOnly(-StrictMath.log(100));
    }

    @Test
    void tooFewWeightsCannotBeJudged() {
        assertThat(Psis.of(new double[] {1, 2, 3}).tail()).isEqualTo(Double.POSITIVE_INFINITY);
    }
}
