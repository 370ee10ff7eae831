package io.tifl.experiments.advi.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tifl.experiments.advi.AdviSettings;
import io.tifl.experiments.advi.Convergence;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.experiments.advi.family.Shape;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PosteriorDefinitionTest {
    @Test
    void whatIsNotSaidIsAsUsual() throws Exception {
        PosteriorDefinition definition = PosteriorDefinition.parse("{name: p, model: folded-normal}");

        assertThat(definition.advi())
                .isEqualTo(AdviSettings.of(new Shape.FullRank()).withSteps(2000, 16, 0.02));
        assertThat(definition.patience()).isEqualTo(Duration.ofMinutes(10));
        assertThat(definition.restart()).isFalse();
    }

    @Test
    void allThatIsSaidCounts() throws Exception {
        PosteriorDefinition definition = PosteriorDefinition.parse("""
                name: p
                model: logistic-regression
                model-settings: {features: 4, positive: 7}
                shape: low-rank
                rank: 2
                components: 3
                bound: iwae
                samples: 4
                beta: 0.5
                slope: plain
                draws: 8
                spread: 2.5
                scale: 0.5
                rate: 0.1
                steps: 70
                test-every: 7
                test-draws: 9
                test-window: 3
                tolerance: 0.25
                seed: -4
                on-loss: restart
                """);

        AdviSettings advi = definition.advi();
        assertThat(advi.shape()).isEqualTo(new Shape.LowRank(2));
        assertThat(advi.components()).isEqualTo(3);
        assertThat(advi.objective().bound()).isEqualTo(Bound.IWAE);
        assertThat(advi.objective().samples()).isEqualTo(4);
        assertThat(advi.objective().beta()).isEqualTo(0.5);
        assertThat(advi.objective().slope()).isEqualTo(Slope.PLAIN);
        assertThat(advi.draws()).isEqualTo(8);
        assertThat(advi.start()).isEqualTo(new AdviSettings.Start(2.5, 0.5));
        assertThat(advi.rate()).isEqualTo(0.1);
        assertThat(advi.maxSteps()).isEqualTo(70);
        assertThat(advi.convergence()).isEqualTo(new Convergence(7, 9, 3, 0.25));
        assertThat(definition.seed()).isEqualTo(-4);
        assertThat(definition.restart()).isTrue();
        assertThat(definition.prior().space().size()).isEqualTo(5);
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() {
        String text = "{name: a b, model: logistic-regression, shape: round, components: 0, draws: many, beta: -1,"
                + " lava: 1, deadline: 0, on-loss: cry, least-clients: 0, seed: x, judge-draws: -1}";

        assertThatThrownBy(() -> PosteriorDefinition.parse(text))
                .asInstanceOf(type(InvalidPosteriorException.class))
                .satisfies(e -> assertThat(e.problems())
                        .hasSizeBetween(12, 13)
                        .anyMatch(one -> one.contains("'name' is 1 to 40"))
                        .anyMatch(one -> one.contains("'features' must lie between"))
                        .anyMatch(one -> one.contains("'round'"))
                        .anyMatch(one -> one.contains("at least 1 component, got 0"))
                        .anyMatch(one -> one.contains("'draws' is 'many'"))
                        .anyMatch(one -> one.contains("beta must be at least 0"))
                        .anyMatch(one -> one.contains("unknown setting [lava]"))
                        .anyMatch(one -> one.contains("'deadline' must lie"))
                        .anyMatch(one -> one.contains("'on-loss' is fail or restart"))
                        .anyMatch(one -> one.contains("'least-clients' must lie"))
                        .anyMatch(one -> one.contains("a whole number was expected"))
                        .anyMatch(one -> one.contains("'judge-draws' must lie")));
    }

    @Test
    void whatIsNoDefinitionIsRefused() {
        for (String text : new String[] {"", "[1]", "{name: p, name: p}", "{name: p}", "{name: p, model: lava}"}) {
            assertThatThrownBy(() -> PosteriorDefinition.parse(text)).isInstanceOf(InvalidPosteriorException.class);
        }
        assertThatThrownBy(() -> PosteriorDefinition.parse("x".repeat(70_000))).hasMessageContaining("got 70000");
        assertThatThrownBy(() -> PosteriorDefinition.parse("{name: p, model: folded-normal, draws: 900000}"))
                .hasMessageContaining("clients are asked for 2 sums at each of 900000 points at once");
    }
}
