package io.tifl.experiments.advi.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Slope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LearnedModesTest {
    private static final int SEEDS = 10;
    // Fits that all found both modes are within so many nats of each other.
    private static final double TIE = 0.01;

    private static void assertSiwaeAhead(LearnedModes modes, int seeds) {
        LearnedModes.Summary selbo = modes.run(Bound.SELBO, seeds);
        LearnedModes.Summary siwae = modes.run(Bound.SIWAE, seeds);

        assertThat(siwae.both()).isGreaterThanOrEqualTo(selbo.both());
        assertThat(siwae.effectiveModes()).isGreaterThan(selbo.effectiveModes());
        assertThat(siwae.siwae()).isGreaterThan(selbo.siwae() - TIE);
    }

    @Test
    void fromScatteredStartsSiwaeFindsModesThatSelboLoses() {
        assertSiwaeAhead(new LearnedModes(2, 6, 1, 800, Slope.PLAIN), SEEDS);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"2, 3", "4, 3", "4, 6", "8, 6"})
    void fromOtherScatteredStartsToo(int components, double spread) {
        assertSiwaeAhead(new LearnedModes(components, spread, 1, 800, Slope.PLAIN), SEEDS);
    }

    @Tag("slow")
    @Test
    void fromGoodStartsBothFindBoth() {
        LearnedModes modes = new LearnedModes(4, 1, 1, 1500, Slope.PLAIN);
        LearnedModes.Summary selbo = modes.run(Bound.SELBO, SEEDS);
        LearnedModes.Summary siwae = modes.run(Bound.SIWAE, SEEDS);

        assertThat(selbo.both()).isEqualTo(SEEDS);
        assertThat(siwae.both()).isEqualTo(SEEDS);
        assertThat(siwae.siwae()).isCloseTo(selbo.siwae(), within(TIE));
        assertThat(siwae.siwae()).isCloseTo(FoldedNormal.LOG_EVIDENCE, within(TIE));
    }
}
