package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    @Test
    void metricsAreKeptInTheOrderOfTheirNames() {
        Metrics metrics = Metrics.of("loss", 2).with("accuracy", 0.5).with("loss", 1);

        assertThat(metrics.values()).containsExactly(Map.entry("accuracy", 0.5), Map.entry("loss", 1.0));
    }

    @Test
    void aMissingMetricIsEmpty() {
        assertThat(Metrics.none().get("loss")).isEmpty();
        assertThat(Metrics.of("loss", 1.5).get("loss")).hasValue(1.5);
    }

    @Test
    void aDivergedLossIsKeptAndEqualToItself() {
        assertThat(Metrics.of("loss", Double.NaN)).isEqualTo(Metrics.of("loss", Double.NaN));
    }

    @Test
    void aForeignOrderIsNotTakenOver() {
        SortedMap<String, Double> careless = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        careless.put("b", 1.0);
        careless.put("A", 2.0);

        Metrics metrics = new Metrics(careless);
        careless.clear();

        assertThat(metrics.get("a")).isEmpty();
        assertThat(metrics.with("a", 3).values()).hasSize(3);
        assertThatThrownBy(() -> metrics.values().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
