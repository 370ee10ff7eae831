package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** The expected values were drawn by NumPy's RandomState. */
class NumpyRandomTest {
    @Test
    void drawsNumpysUniformsNormalsAndLognormals() {
        NumpyRandom random = new NumpyRandom(1);

        assertThat(new double[] {random.uniform(), random.uniform(), random.uniform()})
                .containsExactly(0.417022004702574, 0.7203244934421581, 0.00011437481734488664);
        assertThat(new double[] {random.normal(0, 1), random.normal(0, 1), random.normal(0, 1)})
                .containsExactly(
                        new double[] {-0.8021728386486427, -0.4488778077207725, -1.1059350760083153}, within(1e-15));
        assertThat(random.uniform(2, 5)).isEqualTo(3.616450202010071);
        assertThat(random.lognormal(3, 2)).isCloseTo(0.734158080657363, within(1e-15));
    }

    @Test
    void choosesTheClientsThatLeafChooses() {
        assertThat(new NumpyRandom(0).choice(182, 10)).containsExactly(94, 18, 33, 98, 181, 168, 7, 138, 61, 74);
        assertThat(new NumpyRandom(1).choice(182, 10)).containsExactly(53, 90, 102, 114, 47, 166, 31, 82, 110, 119);
        assertThat(new NumpyRandom(2).choice(182, 10)).containsExactly(6, 158, 71, 106, 12, 42, 93, 3, 41, 134);
    }

    @Test
    void refusesToChooseMoreThanThereAre() {
        assertThatIllegalArgumentException().isThrownBy(() -> new NumpyRandom(0).choice(3, 4));
    }
}
