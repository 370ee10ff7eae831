package io.tifl.experiments.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoiseStreamTest {
    private static final int MANY = 1_000_000;
    private static final double[] PROBABILITIES = {
        1e-5, 1e-4, 0.001, 0.01, 0.1, 0.25, 0.4, 0.5, 0.7, 0.9, 0.99, 0.999, 0.9999, 0.99999
    };
    private static final double[] QUANTILES =
            DoubleStream.of(PROBABILITIES).map(NormalQuantile::at).toArray();

    // Quantiles from tables of 16 digits.
    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.25, -0.6744897501960817",
        "0.001, -3.090232306167813",
        "0.975, 1.959963984540054",
        "0.9999, 3.719016485455709",
        "1e-20, -9.262340089798408"
    })
    void quantilesAreThoseOfTables(double probability, double quantile) {
        assertThat(NormalQuantile.at(probability)).isCloseTo(quantile, within(1e-14 * Math.max(1, Math.abs(quantile))));
    }

    @Test
    void gaussiansHaveTheMomentsOfANormalDistribution() {
        NoiseStream stream = NoiseStream.of(new Seed(3));
        double[] powers = new double[5];
        for (int i = 0; i < MANY; i++) {
            double g = stream.gaussian(i);
            for (int power = 1; power < powers.length; power++) {
                powers[power] += Math.pow(g, power) / MANY;
            }
        }

        assertThat(powers[1]).isCloseTo(0, within(0.005));
        assertThat(powers[2]).isCloseTo(1, within(0.007));
        assertThat(powers[3]).isCloseTo(0, within(0.02));
        assertThat(powers[4]).isCloseTo(3, within(0.05));
    }

    @Test
    void gaussiansAreDistributedAsTheQuantilesSay() {
        NoiseStream stream = NoiseStream.of(new Seed(8));
        long[] below = new long[PROBABILITIES.length];
        int draws = 4 * MANY;
        for (int i = 0; i < draws; i++) {
            double g = stream.gaussian(i);
            for (int p = 0; p < below.length; p++) {
                below[p] += g < QUANTILES[p] ? 1 : 0;
            }
        }

        for (int p = 0; p < below.length; p++) {
            double error = Math.sqrt(PROBABILITIES[p] * (1 - PROBABILITIES[p]) / draws);
            assertThat((double) below[p] / draws).isCloseTo(PROBABILITIES[p], within(4 * error));
        }
    }

    @Test
    void uniformsNeverReachTheirEnds() {
        NoiseStream stream = NoiseStream.of(new Seed(2));
        double sum = 0;
        for (int i = 0; i < MANY; i++) {
            double u = stream.uniform(i);
            assertThat(u > 0 && u < 1).isTrue();
            sum += u / MANY;
        }

        assertThat(sum).isCloseTo(0.5, within(0.0015));
        assertThat(((-1L >>> 12) + 0.5) * 0x1p-52).isLessThan(1);
    }

    @Test
    void neighboursAndChannelsAreIndependent() {
        NoiseStream stream = NoiseStream.of(new Seed(4));
        NoiseStream other = stream.channel(1);
        double lagged = 0;
        double across = 0;
        for (int i = 0; i < MANY; i++) {
            lagged += stream.gaussian(i) * stream.gaussian(i + 1) / MANY;
            across += stream.gaussian(i) * other.gaussian(i) / MANY;
        }

        assertThat(lagged).isCloseTo(0, within(0.005));
        assertThat(across).isCloseTo(0, within(0.005));
    }

    @Test
    void aNumberDependsOnItsIndexAlone() {
        NoiseStream stream = NoiseStream.of(new Seed(5));
        double last = stream.gaussian(1000);

        for (int i = 0; i < 1000; i++) {
            assertThat(stream.gaussian(i)).isNotEqualTo(last);
        }
        assertThat(NoiseStream.of(new Seed(5)).gaussian(1000)).isEqualTo(last);
    }

    // Other machines and versions of Java must find the same.
    @Test
    void bitsArePinned() {
        NoiseStream stream = NoiseStream.of(new Seed(6));
        long hash = 0;
        for (int i = 0; i < 100_000; i++) {
            hash = 31 * hash + Double.doubleToLongBits(stream.gaussian(i));
        }

        assertThat(hash).isEqualTo(PINNED);
    }

    private static final long PINNED = -7145201886077411664L;
}
