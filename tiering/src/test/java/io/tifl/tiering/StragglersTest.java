package io.tifl.tiering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StragglersTest {
    @ParameterizedTest
    @CsvSource({
        "50, 10, 5, 0.68944, 0.67232",
        "182, 36, 10, 0.89643, 0.88964",
        "100, 20, 10, 0.90488, 0.89263",
        "20, 4, 5, 0.71827, 0.67232"
    })
    void chanceAndBoundAreThoseOfThePaper(int clients, int slowest, int cohort, double chance, double bound) {
        assertThat(Stragglers.someChosen(clients, slowest, cohort)).isCloseTo(chance, within(1e-5));
        assertThat(Stragglers.bound(clients, slowest, cohort)).isCloseTo(bound, within(1e-5));
    }

    @ParameterizedTest
    @CsvSource({"1, .200", "2, .363", "5, .689", "10, .917", "15, .982", "20, .997"})
    void chanceGrowsWithTheCohort(int cohort, double chance) {
        assertThat(Stragglers.someChosen(50, 10, cohort)).isCloseTo(chance, within(5e-4));
    }

    @Test
    void boundIsStrictlyBelowTheChance() {
        for (int cohort = 2; cohort <= 10; cohort++) {
            for (int slowest = 1; slowest <= 10; slowest++) {
                assertThat(Stragglers.bound(30, slowest, cohort))
                        .isLessThan(Stragglers.someChosen(30, slowest, cohort));
            }
        }
    }

    @Test
    void certainCasesAreCertain() {
        assertThat(Stragglers.someChosen(10, 0, 10)).isZero();
        assertThat(Stragglers.someChosen(10, 10, 1)).isOne();
        assertThat(Stragglers.someChosen(10, 5, 6)).isOne();
        assertThat(Stragglers.someChosen(10, 5, 0)).isZero();
        assertThat(Stragglers.noneChosen(1_000_000, 200_000, 100)).isBetween(2.0e-10, 2.1e-10);
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> Stragglers.noneChosen(10, 11, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stragglers.noneChosen(10, 1, 11)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stragglers.noneChosen(10, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
