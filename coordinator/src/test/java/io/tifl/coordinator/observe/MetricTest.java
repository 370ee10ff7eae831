package io.tifl.coordinator.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricTest {
    private static final String REGENERATE = "tifl.regenerate.metrics";
    private static final Path PAGE = root().resolve("docs/reference/metrics.md");

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("mvnw")) ? here : here.resolve("..").normalize();
    }

    @Test
    void namesAreDistinctAndOurs() {
        assertThat(Arrays.stream(Metric.values()).map(Metric::meter))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(60)
                .allMatch(name -> name.matches("tifl(\\.[a-z]+)+"));
    }

    @Test
    void labelsAreFewAndNameNoClient() {
        Set<String> known = Set.of(
                "job", "tier", "status", "reason", "phase", "kind", "outcome", "code", "receipt", "event", "end",
                "delta", "pool", "state", "topic", "stage", "method");

        assertThat(Arrays.stream(Metric.values()).flatMap(metric -> metric.tags().stream()))
                .allMatch(known::contains);
    }

    @Test
    void referenceIsMadeFromTheTable() throws IOException {
        if (Boolean.getBoolean(REGENERATE)) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, MetricsReference.page());
        }

        assertThat(PAGE)
                .as("run ./mvnw -pl coordinator -am test -Dtest=MetricTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -DargLine=-D" + REGENERATE + "=true to make it again")
                .content()
                .isEqualTo(MetricsReference.page());
    }

    @Test
    void aValueForEachTagIsNeeded() {
        Meters meters = new Meters(new SimpleMeterRegistry());

        assertThatThrownBy(() -> meters.count(Metric.ROUNDS, "digits"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tifl.rounds has the tags [job, status], got the values [digits]");
    }

    @Test
    void metersOfAJobThatIsForgottenGoAndOthersStay() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Meters meters = new Meters(registry);
        meters.count(Metric.ROUNDS, "old", "committed");
        meters.set(Metric.ACCURACY, 0.5, "old");
        meters.time(Metric.ROUND_WALL, Duration.ofSeconds(1), "old");
        meters.count(Metric.ROUNDS, "new", "committed");
        meters.count(Metric.DEPARTURES);

        meters.forget("old");

        assertThat(registry.find("tifl.rounds").meters()).hasSize(1);
        assertThat(registry.find("tifl.accuracy").meters()).isEmpty();
        assertThat(registry.find("tifl.round.wall").meters()).isEmpty();
        assertThat(registry.get("tifl.departures").counter().count()).isEqualTo(1);
    }

    @Test
    void aForgottenJobThatComesBackBeginsAnew() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Meters meters = new Meters(registry);
        meters.add(Metric.CLIENTS_ASKED, 7, "digits");
        meters.set(Metric.ACCURACY, 0.5, "digits");
        meters.forget("digits");

        meters.count(Metric.CLIENTS_ASKED, "digits");
        meters.set(Metric.ACCURACY, 0.25, "digits");

        assertThat(registry.get("tifl.clients.asked").counter().count()).isEqualTo(1);
        assertThat(registry.get("tifl.accuracy").gauge().value()).isEqualTo(0.25);
    }

    @Test
    void aSourceThatIsWatchedLaterTakesThePlaceOfTheEarlierOne() {
        MeterRegistry registry = new SimpleMeterRegistry();
        Meters meters = new Meters(registry);
        meters.set(Metric.ORDERS_OPEN, 3);
        meters.watch(Metric.ORDERS_OPEN, () -> 4);
        meters.watch(Metric.ORDERS_OPEN, () -> 5);

        assertThat(registry.get("tifl.orders.open").gauge().value()).isEqualTo(5);
    }

    @Test
    void metersThatNobodyReadsTakeEverything() {
        Meters none = Meters.none();

        none.count(Metric.DEPARTURES);
        none.set(Metric.ACCURACY, 1, "digits");
        none.forget("digits");

        assertThat(none).isNotNull();
    }
}
