package io.tifl.aggregation.robust;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.AggregationRule;
import io.tifl.aggregation.Golden;
import io.tifl.protocol.Parameters;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code golden/aggregation/make.py} says that the papers' formulas come to. */
class RobustReferenceTest {
    private static final int COLUMNS = 40;

    /** Client {@code i}'s update, of which the last ones are far off. */
    private static Cohort cohort(int clients) {
        int bad = clients == 11 ? 2 : 5;
        return new Cohort(IntStream.range(0, clients)
                .mapToObj(client -> {
                    Parameters change = Golden.change(client, 0, COLUMNS);
                    return client < clients - bad ? change : mapped(change, value -> 4 * value + 3);
                })
                .toList());
    }

    private interface FloatMap {
        float of(float value);
    }

    private static Parameters mapped(Parameters change, FloatMap map) {
        float[] values = change.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = map.of(values[i]);
        }
        return Parameters.owning(change.layout(), values);
    }

    private static double[] expected(String key) throws IOException {
        return Objects.requireNonNull(Golden.read("robust.txt").get(key), key).getFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "median, median",
        "trimmed-mean, trimmed-mean attackers=F",
        "geometric-median, geometric-median steps=2000",
        "krum, krum attackers=F",
        "multi-krum, multi-krum attackers=F",
        "bulyan, bulyan attackers=F",
        "centred-clipping, centred-clipping",
        "centred-clipping-radius, centred-clipping radius=2.5 steps=1",
        "norm-bound, norm-bound",
        "fools-gold, fools-gold",
        "fools-gold, fools-gold history=false",
        "fl-trust, fl-trust root=c003",
        "mda, mda attackers=F",
    })
    void ruleGivesTheReferencesValues(String key, String rule) throws IOException {
        for (int clients : List.of(11, 23)) {
            AggregationRule configured = Cohort.rule(rule.replace("F", clients == 11 ? "2" : "5"));

            Aggregate aggregate = cohort(clients).reducedBy(configured);

            Golden.assertClose(aggregate.change(), expected(key + "-" + clients), 2e-6);
            assertThat(aggregate.updates()).isEqualTo(clients);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 23})
    void centredClippingGoesOnFromTheLastRoundsResult(int clients) throws IOException {
        Cohort first = cohort(clients);
        Cohort second = new Cohort(first.updates().reversed().stream()
                .map(update -> mapped(update, value -> value / 2))
                .toList());
        AggregationRule rule = new CentredClipping();

        Aggregate before = first.reducedBy(rule);
        Aggregate after = second.reducedBy(rule, second.context(before.memory()));

        Golden.assertClose(after.change(), expected("centred-clipping-again-" + clients), 2e-5);
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 23})
    void foolsGoldComparesSumsOverAllRounds(int clients) throws IOException {
        Cohort first = cohort(clients);
        Cohort second = new Cohort(
                first.updates().stream().map(RobustReferenceTest::rolled).toList());
        AggregationRule rule = new FoolsGold();

        Aggregate before = first.reducedBy(rule);
        Aggregate after = second.reducedBy(rule, second.context(before.memory()));

        Golden.assertClose(after.change(), expected("fools-gold-again-" + clients), 2e-5);
    }

    private static Parameters rolled(Parameters change) {
        float[] values = new float[change.size()];
        for (int i = 0; i < values.length; i++) {
            values[(i + 1) % values.length] = change.get(i);
        }
        return Parameters.owning(change.layout(), values);
    }
}
