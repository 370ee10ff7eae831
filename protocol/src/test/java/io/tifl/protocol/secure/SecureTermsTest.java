package io.tifl.protocol.secure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import org.junit.jupiter.api.Test;

final class SecureTermsTest {
    private final SecureTerms terms = new SecureTerms(Ring.BITS_64, 8, 1 << 20, 1000);

    @Test
    void valuesAreCutToTheRangeAndRoundedToTheNearestStep() {
        double step = Math.scalb(1.0, terms.stepExponent());
        Parameters change = Parameters.copyOf(
                Layout.flat(5), new float[] {100, -100, (float) (3.4 * step), 0, (float) (-2.5 * step)});

        long[] words = terms.encode(change, 3);

        assertThat(terms.valueBits()).isEqualTo(24);
        assertThat(words).startsWith(3L << 24, -3L << 24, 9, 0, -6, 3);
        assertThat(terms.rounded(change).toArray()).containsExactly(8, -8, (float) (3 * step), 0, (float) (-2 * step));
    }

    @Test
    void theLargestSumFitsTheRing() {
        for (Ring ring : Ring.values()) {
            long maxWeight = ring == Ring.BITS_64 ? 1 << 20 : 16;
            SecureTerms wide = new SecureTerms(ring, 1, maxWeight, 1000);
            long[] sum = new long[wide.words(1)];
            long[] largest = wide.encode(Parameters.copyOf(Layout.flat(1), new float[] {-5}), Long.MAX_VALUE);

            for (int i = 0; i < 1000; i++) {
                ring.add(sum, 0, largest, 0, sum.length);
            }

            assertThat(ring.get(sum, 0)).isEqualTo(-1000 * (maxWeight << wide.valueBits()));
            assertThat(ring.get(sum, 1)).isEqualTo(1000 * maxWeight);
        }
    }

    @Test
    void whatIsNotFiniteIsRefusedBeforeItIsHidden() {
        Parameters broken = Parameters.copyOf(Layout.flat(2), new float[] {0, Float.NaN});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> terms.encode(broken, 1))
                .withMessageContaining("finite");
    }

    @Test
    void termsThatLeaveTooFewBitsAreRefusedWithTheReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SecureTerms(Ring.BITS_32, 8, 1 << 20, 1000))
                .withMessageContaining("0 bits to a value");
    }

    @Test
    void termsTravelInTheSettingsOfAnOrderAndLeaveNoTrace() {
        Settings task = Settings.none().with("epochs", 2);

        Settings order = terms.in(task);

        assertThat(SecureTerms.isIn(order)).isTrue();
        assertThat(SecureTerms.isIn(task)).isFalse();
        assertThat(SecureTerms.of(order)).isEqualTo(terms);
        assertThat(SecureTerms.without(order)).isEqualTo(task);
    }
}
