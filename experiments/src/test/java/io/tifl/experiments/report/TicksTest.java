package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TicksTest {
    @Test
    void marksStandAtRoundNumbers() {
        assertThat(Ticks.over(Axis.numbers("y"), new Extent(0, 97, 0), 5).labels())
                .containsExactly("0", "20", "40", "60", "80");
        assertThat(Ticks.over(Axis.numbers("y"), new Extent(-0.3, 0.3, 0), 6).labels())
                .containsExactly("-0.3", "-0.2", "-0.1", "0.0", "0.1", "0.2", "0.3");
    }

    @Test
    void thereIsNoHalfRound() {
        assertThat(Ticks.over(Axis.counts("round"), new Extent(0, 3, 0), 8).labels())
                .containsExactly("0", "1", "2", "3");
    }

    @Test
    void categoriesAreNamedAndOfManySome() {
        Axis letters = Axis.categories("class", List.of("a", "b", "c", "d", "e", "f", "g", "h", "i"));

        assertThat(Ticks.over(letters, new Extent(-0.5, 8.5, 0), 3).labels())
                .containsExactly("a", "b", "c", "d", "e", "f", "g", "h", "i");
        assertThat(Ticks.over(letters, new Extent(-0.5, 8.5, 0), 1).labels()).containsExactly("a", "d", "g");
    }

    @Test
    void sharesAreMarkedInPerCent() {
        Ticks ticks = Ticks.over(Axis.shares("accuracy"), new Extent(0, 1, 0), 5);

        assertThat(ticks.labels()).containsExactly("0", "20", "40", "60", "80", "100");
        assertThat(ticks.symbol()).isEqualTo("%");
    }

    @ParameterizedTest
    @CsvSource({"0.2,ms", "90,s", "1200,min", "9000,h", "400000,d"})
    void secondsAreMarkedInTheUnitThatFits(double largest, String symbol) {
        assertThat(Ticks.over(Axis.seconds("time"), new Extent(0, largest, 0), 5)
                        .symbol())
                .isEqualTo(symbol);
    }

    @Test
    void aLogarithmicClockSaysTheUnitAtEachMark() {
        Ticks ticks = Ticks.over(Axis.seconds("time").logarithmic(), new Extent(3, 40_000, 0), 6);

        assertThat(ticks.labels()).containsExactly("10 s", "1 min", "10 min", "1 h", "10 h");
        assertThat(ticks.symbol()).isEmpty();
    }

    @Test
    void manyDecadesAreMarkedWithStrides() {
        Ticks ticks = Ticks.over(Axis.numbers("loss").logarithmic(), new Extent(1e-12, 1e12, 0), 6);

        assertThat(ticks.marks()).hasSizeBetween(4, 8);
    }

    @Test
    void lessThanADecadeIsStillMarked() {
        Ticks ticks = Ticks.over(Axis.numbers("loss").logarithmic(), new Extent(1.1, 1.9, 0), 6);

        assertThat(ticks.marks()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"1e-9", "1e-3", "1", "7", "12345", "1e8", "1e15"})
    void aboutAsManyMarksAsWantedWhateverTheSize(double span) {
        assertThat(Ticks.over(Axis.numbers("y"), new Extent(0, span, 0), 5).marks())
                .hasSizeBetween(3, 9);
    }
}
