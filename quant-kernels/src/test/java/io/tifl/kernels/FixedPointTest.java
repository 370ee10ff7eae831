package io.tifl.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedPointTest {
    @Test
    void usualLimitsLeaveManyBits() {
        assertThat(FixedPoint.fitting(1024, 1 << 20, 1)).isEqualTo(new FixedPoint(21, 73));
        assertThat(FixedPoint.fitting(1024, 1 << 20, 2048)).isEqualTo(new FixedPoint(21, 73));
        assertThat(FixedPoint.fitting(1024, 1 << 20, 2049)).isEqualTo(new FixedPoint(20, 71));
        assertThat(FixedPoint.fitting(1024, 1 << 20, Integer.MAX_VALUE)).isEqualTo(new FixedPoint(1, 33));
    }

    @Test
    void noSumWithinTheLimitsOverflowsAndNoTermOutgrowsTheRounder() {
        BigInteger longest = BigInteger.valueOf(Long.MAX_VALUE);
        for (double magnitude : List.of(1e-300, 0.5, 0.75, 1.0, 1000.0, 1e300)) {
            for (long weight : List.of(1L, 3L, 1L << 20, (1L << 20) + 1, Long.MAX_VALUE)) {
                for (int terms : List.of(1, 2, 2048, 2049, 1 << 20, Integer.MAX_VALUE)) {
                    FixedPoint grid = FixedPoint.fitting(magnitude, weight, terms);

                    double reached = Math.clamp(magnitude, Float.MIN_VALUE, Float.MAX_VALUE);
                    double term = Math.scalb((double) weight, grid.coarseScale()) * reached;
                    double rest = Math.scalb(0.5, grid.apart());
                    assertThat(term).isBetween(1.0, 0x1p51);
                    assertThat(rest).isBetween(1.0, 0x1p51);
                    assertThat(BigInteger.valueOf((long) Math.max(term, rest)).multiply(BigInteger.valueOf(terms)))
                            .isLessThanOrEqualTo(longest);
                }
            }
        }
    }

    @Test
    void limitsThatAreNoneAreRefused() {
        assertThatThrownBy(() -> FixedPoint.fitting(0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FixedPoint.fitting(Double.NaN, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FixedPoint.fitting(Double.POSITIVE_INFINITY, 1, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FixedPoint.fitting(1, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FixedPoint.fitting(1, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void gridsTooFarApartForALimbAreRefused() {
        assertThatThrownBy(() -> new FixedPoint(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FixedPoint(0, 53)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FixedPoint(-301, -280)).isInstanceOf(IllegalArgumentException.class);
    }
}
