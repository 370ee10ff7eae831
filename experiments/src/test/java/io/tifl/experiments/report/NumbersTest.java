package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "-0.0 | 0",
                "1 | 1",
                "0.12346 | 0.1235",
                "12345.6 | 12,346",
                "-1234567 | -1,234,567",
                "NaN | n/a",
                "Infinity | ∞",
                "1e12 | 1.00e+12",
                "0.0000012 | 1.20e-06"
            })
    void significantKeepsFourDigits(double value, String text) {
        assertThat(Numbers.significant(value)).isEqualTo(text);
    }

    @Test
    void zeroHasNoSign() {
        assertThat(Numbers.grouped(-0.0001, 2)).isEqualTo("0.00");
        assertThat(Numbers.coordinate(-0.01)).isEqualTo("0");
    }

    @Test
    void unitsFitTheValue() {
        assertThat(Unit.PERCENT.format(0.8325)).isEqualTo("83.25 %");
        assertThat(Unit.SECONDS.format(5400)).isEqualTo("90 min");
        assertThat(Unit.SECONDS.format(34245)).isEqualTo("9.512 h");
        assertThat(Unit.BYTES.format(3 * 1024 * 1024)).isEqualTo("3 MiB");
        assertThat(Unit.SECONDS.format(Double.NaN)).isEqualTo("n/a");
    }

    @Test
    void aColumnIsWrittenInOneUnitAndWithTheSameDigits() {
        ColumnFormat times = ColumnFormat.of(Unit.SECONDS, new double[] {34200, 1836, 6010});

        assertThat(times.format(34200)).isEqualTo("9.500 h");
        assertThat(times.format(1836)).isEqualTo("0.510 h");
        assertThat(times.format(Double.NaN)).isEqualTo("–");
    }

    @Test
    void aColumnOfVeryDifferentSizesWritesEachOnItsOwn() {
        ColumnFormat format = ColumnFormat.of(Unit.SECONDS, new double[] {0.004, 40_000});

        assertThat(format.format(0.004)).isEqualTo("4 ms");
        assertThat(format.format(40_000)).isEqualTo("11.11 h");
    }

    @Test
    void aColumnOfWholeNumbersHasNoPoint() {
        assertThat(ColumnFormat.of(Unit.NUMBER, new double[] {1, 500}).format(500))
                .isEqualTo("500");
    }
}
