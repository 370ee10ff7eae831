package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Seed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumsTest {
    @Test
    void sumsHaveTheSameBitsInAnyOrderWhereDoublesHaveNot() {
        double[] terms = {1e11, 0.1, -1e11, 1e-7, 3.5, -0.25, 1e10 / 3};
        ExactSums forward = new ExactSums(1);
        ExactSums first = new ExactSums(1);
        ExactSums second = new ExactSums(1);
        for (int k = 0; k < terms.length; k++) {
            forward.add(terms[k]);
            (k % 2 == 0 ? first : second).add(terms[terms.length - 1 - k]);
        }

        assertThat(second.merge(first).values()).containsExactly(forward.values());
    }

    @Test
    void sumsAreThoseOfExactArithmeticRoundedOnce() {
        RandomGenerator random = new Seed(1).generator();
        ExactSums sums = new ExactSums(1);
        BigDecimal exact = BigDecimal.ZERO;
        for (int k = 0; k < 500; k++) {
            // With no bits below 2^-64, so that none are cut.
            double term = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-8, 30));
            term = Math.scalb(Math.rint(Math.scalb(term, 50)), -50);
            sums.add(term);
            exact = exact.add(new BigDecimal(term));
        }

        assertThat(sums.values()).containsExactly(exact.doubleValue());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1, 0.75, -0.75, 1e-30, -1e-30, -3, 1e9 + 0.1, -1e9 - 0.1})
    void singleTermComesBackToItsLastBitAbove64(double term) {
        double cut = Math.scalb((double) (long) Math.scalb(term % 1, 62), -62);

        double value = new ExactSums(1).add(term).values()[0];

        assertThat(value).isCloseTo(term, Offset.offset(0x1p-63));
        assertThat(value % 1).isCloseTo(cut, Offset.offset(0x1p-61));
    }

    @Test
    void writtenSumsAreReadAgain() throws IOException {
        ExactSums sums = new ExactSums(3).add(1.5, -2.25, 1e-6);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sums.write(new DataOutputStream(bytes));

        ExactSums read = ExactSums.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 3);

        assertThat(read.values()).containsExactly(sums.values());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0x1p40, -0x1p40})
    void whatDoesNotFitIsRefusedAndNothingIsAdded(double term) {
        ExactSums sums = new ExactSums(2);

        assertThatThrownBy(() -> sums.add(1, term)).isInstanceOf(IllegalArgumentException.class);
        assertThat(sums.values()).containsExactly(0, 0);
    }

    @Test
    void sumsThatPromiseTooMuchAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new DataOutputStream(bytes).writeLong(Long.MAX_VALUE);
        new DataOutputStream(bytes).writeLong(0);

        assertThatThrownBy(() -> ExactSums.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())), 1))
                .hasMessageContaining("2^56");
    }
}
