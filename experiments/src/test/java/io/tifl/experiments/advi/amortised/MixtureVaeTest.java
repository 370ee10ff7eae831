package io.tifl.experiments.advi.amortised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.amortised.MixtureVae.Result;
import io.tifl.experiments.advi.amortised.MixtureVae.Tightness;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.family.Shape;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.List;
import org.junit.jupiter.api.Test;

class MixtureVaeTest {
    private final Observation.Images train = MixtureVae.binary(Generated.images(300, 1), 300);
    private final Observation.Images test = MixtureVae.binary(Generated.images(40, 2), 10);

    private static VaeSettings settings(Bound bound, int components, int samples) {
        return new VaeSettings(bound, components, samples, 2, new Shape.FullRank(), 12, 3e-3, 20, 8, 120);
    }

    @Test
    void itLearnsThatThereAreTwoImages() throws Exception {
        Result result = MixtureVae.run(settings(Bound.SIWAE, 3, 1), train, test, new Seed(1));

        // Untrained, 64 pixels cost log 2 each; known, all of them cost log 2.
        assertThat(result.logLikelihood()).isBetween(-5.0, -StrictMath.log(2) + 0.5);
        assertThat(result.bounds()).hasSize(8);
        assertThat(result.bounds().getLast()).isGreaterThan(result.bounds().getFirst());
        assertThat(result.test().stream().map(Tightness::samples)).containsExactly(1, 5, 10, 50, 100, 120);
        assertThat(result.test().getFirst().bound()).isLessThan(result.logLikelihood());
        assertThat(result.modes().effective()).isBetween(1.0, 3.0);
    }

    @Test
    void oneSeedMakesOneResult() throws Exception {
        Result once = MixtureVae.run(settings(Bound.IWAE, 1, 3), train, test, new Seed(1));
        Result again = MixtureVae.run(settings(Bound.IWAE, 1, 3), train, test, new Seed(1));

        assertThat(again.bounds()).isEqualTo(once.bounds());
        assertThat(again.test()).isEqualTo(once.test());
    }

    @Test
    void aDecoderThatIgnoresThePointHasALikelihoodThatIsKnown() throws Exception {
        AmortisedModel model = settings(Bound.SIWAE, 2, 1).model(64, new Seed(1));
        model.decoder().parameters().forEach(one -> one.scale(0));

        List<Tightness> judged = MixtureVae.judge(model, test.pick(new int[] {0}), 4000, new Seed(2));

        assertThat(judged.getLast().samples()).isEqualTo(4000);
        assertThat(judged.getLast().bound()).isCloseTo(-64 * StrictMath.log(2), within(0.3));
    }

    @Test
    void boundsAreMeansOverGroups() {
        double[] logWeights = {StrictMath.log(1), StrictMath.log(3), StrictMath.log(5), StrictMath.log(7)};

        assertThat(MixtureVae.bound(logWeights, 4)).isCloseTo(StrictMath.log(4), within(1e-12));
        assertThat(MixtureVae.bound(logWeights, 2)).isCloseTo(0.5 * StrictMath.log(2 * 6), within(1e-12));
        assertThat(MixtureVae.bound(logWeights, 1)).isCloseTo(0.25 * StrictMath.log(105), within(1e-12));
    }

    @Test
    void pixelsOfHalfTheGreatestValueAreWhite() {
        assertThat(train.images().values()).containsOnly(0, 1);
        assertThat(test.count()).isEqualTo(10);
        assertThat(MixtureVae.binary(Generated.images(3, 1), 99).count()).isEqualTo(3);
    }

    @Test
    void badSettingsAndEmptyDataAreRefused() {
        Observation.Images none = new Observation.Images(new Matrix(0, 64));

        assertThatThrownBy(() -> new VaeSettings(Bound.IWAE, 0, 0, 2, new Shape.LowRank(1), 8, 0, 1, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("components must be 1 or more, got 0")
                .hasMessageContaining("samples must be 1 or more, got 0")
                .hasMessageContaining("rate must be above 0")
                .hasMessageContaining("diagonal or full");
        assertThatThrownBy(() -> settings(Bound.IWAE, 2, 1)).hasMessageContaining("IWAE takes 1 component, got 2");
        assertThatThrownBy(() -> MixtureVae.run(settings(Bound.SIWAE, 2, 1), none, test, new Seed(1)))
                .hasMessageContaining("got 0 and 10");
    }
}
