package io.tifl.experiments.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class IntervalTest {
    @Test
    void threeValuesAreAsInATextbook() {
        Interval interval = Interval.of(List.of(10.0, 12.0, 14.0));

        // Standard deviation 2, standard error 2 / sqrt(3), t = 4.3027.
        assertThat(interval.mean()).isEqualTo(12);
        assertThat(interval.low()).isCloseTo(12 - 4.96833, within(1e-3));
        assertThat(interval.high()).isCloseTo(12 + 4.96833, within(1e-3));
    }

    @Test
    void ofOneValueThereIsNoInterval() {
        assertThat(Interval.of(List.of(7.0))).isEqualTo(new Interval(7, 7, 7, 1));
    }

    @Test
    void ofNoValueNothingIsKnown() {
        assertThat(Interval.none().isKnown()).isFalse();
        assertThat(Interval.none().count()).isZero();
    }

    @Test
    void aValueThatIsNotANumberIsNotHidden() {
        assertThat(Interval.of(List.of(1.0, Double.NaN)).isKnown()).isFalse();
    }

    @Test
    void ratiosAreAveragedByTheirLogarithmsAndStayPositive() {
        Interval interval = Interval.ofRatios(List.of(0.5, 2.0));

        assertThat(interval.mean()).isCloseTo(1, within(1e-12));
        assertThat(interval.low()).isPositive();
        assertThat(interval.low() * interval.high()).isCloseTo(1, within(1e-9));
    }

    @Test
    void quantilesBeyondTheTableAreThoseOfTheBooks() {
        assertThat(Interval.quantile(1)).isEqualTo(12.7062);
        assertThat(Interval.quantile(30)).isCloseTo(2.0423, within(1e-4));
        assertThat(Interval.quantile(31)).isCloseTo(2.0395, within(1e-4));
        assertThat(Interval.quantile(60)).isCloseTo(2.0003, within(1e-4));
        assertThat(Interval.quantile(1000)).isCloseTo(1.9623, within(1e-4));
    }
}
