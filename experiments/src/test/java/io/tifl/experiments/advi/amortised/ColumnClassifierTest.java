package io.tifl.experiments.advi.amortised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.advi.amortised.ColumnClassifier.Result;
import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import org.junit.jupiter.api.Test;

class ColumnClassifierTest {
    private final LabelledColumns train = LabelledColumns.middle(Generated.images(600, 1));
    private final LabelledColumns test = LabelledColumns.middle(Generated.images(101, 2));

    private static ColumnSettings settings(Bound bound, int components) {
        return ColumnSettings.published(bound, components)
                .withEpochs(6)
                .withWidth(16)
                .withSamples(5, 20);
    }

    @Test
    void itLearnsWhatCanBeKnown() throws Exception {
        Result result = ColumnClassifier.run(settings(Bound.SIWAE, 3), train, test, new Seed(1));

        // A third of the images, those of the third class, look like one of the others.
        assertThat(result.test().accuracy()).isBetween(0.55, 0.8);
        assertThat(result.test().negativeLogLikelihood()).isLessThan(Math.log(3));
        assertThat(result.test().count()).isEqualTo(101);
        assertThat(result.epochs()).hasSize(6);
        assertThat(result.epochs().getLast().accuracy()).isEqualTo(result.test().accuracy());
        assertThat(result.epochs().getLast().bound())
                .isGreaterThan(result.epochs().getFirst().bound());
        assertThat(result.modes().effective()).isBetween(1.0, 3.0);
        assertThat(result.modes().weights().stream().mapToDouble(one -> one).sum())
                .isCloseTo(1, within(1e-12));
        assertThat(result.posteriors()).hasSize(16);
        assertThat(result.posteriors()
                        .getFirst()
                        .mixture(Family.fullRank(2).mixture(3))
                        .effectiveModes())
                .isBetween(1.0, 3.0);
    }

    @Test
    void oneSeedMakesOneResult() throws Exception {
        Result once = ColumnClassifier.run(settings(Bound.SIWAE, 2).withEpochs(2), train, test, new Seed(1));
        Result again = ColumnClassifier.run(settings(Bound.SIWAE, 2).withEpochs(2), train, test, new Seed(1));
        Result other = ColumnClassifier.run(settings(Bound.SIWAE, 2).withEpochs(2), train, test, new Seed(2));

        assertThat(again.epochs()).isEqualTo(once.epochs());
        assertThat(again.test()).isEqualTo(once.test());
        assertThat(again.posteriors()).isEqualTo(once.posteriors());
        assertThat(other.test()).isNotEqualTo(once.test());
    }

    @Test
    void withOneComponentBothBoundsTrainTheSameModel() throws Exception {
        Result selbo = ColumnClassifier.run(settings(Bound.SELBO, 1).withEpochs(2), train, test, new Seed(1));
        Result siwae = ColumnClassifier.run(settings(Bound.SIWAE, 1).withEpochs(2), train, test, new Seed(1));

        assertThat(siwae.test()).isEqualTo(selbo.test());
        assertThat(siwae.epochs()).isEqualTo(selbo.epochs());
        assertThat(siwae.modes().effective()).isEqualTo(1);
    }

    @Test
    void oneExampleOfWhichAllIsLostIsEnough() throws Exception {
        LabelledColumns one = train.first(1).losing(ImageLoss.PIXELS, 1, new Seed(1));
        ColumnSettings settings = settings(Bound.SIWAE, 2).withSamples(0, 5).withEpochs(3);

        Result result = ColumnClassifier.run(settings, one, one, new Seed(1));

        assertThat(result.epochs()).hasSize(1);
        assertThat(result.epochs().getFirst().epoch()).isEqualTo(3);
        assertThat(result.test().count()).isEqualTo(1);
        assertThat(result.posteriors()).hasSize(1);
    }

    @Test
    void aNumberThatIsNotOneNamesItsExample() {
        train.columns().set(17, 3, Double.NaN);

        assertThatThrownBy(() -> ColumnClassifier.run(settings(Bound.SIWAE, 2), train, test, new Seed(1)))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("for example 17,");
    }

    @Test
    void dataThatDoNotFitAreRefused() {
        LabelledColumns none = new LabelledColumns(new Matrix(0, 8), new Observation.Labels(new int[0], 3));
        LabelledColumns narrow = new LabelledColumns(new Matrix(1, 7), new Observation.Labels(new int[1], 3));
        ColumnSettings settings = settings(Bound.SIWAE, 2);

        assertThatThrownBy(() -> ColumnClassifier.run(settings, none, test, new Seed(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("got 0 of 8 and 101 of 8");
        assertThatThrownBy(() -> ColumnClassifier.run(settings, train, narrow, new Seed(1)))
                .hasMessageContaining("1 of 7");
        assertThatThrownBy(() -> Prediction.of(settings.model(8, 3, new Seed(1)), test.columns(), 0, new Seed(1)))
                .hasMessageContaining("at least 1 sample, got 0");
        assertThatThrownBy(() -> Prediction.of(settings.model(8, 3, new Seed(1)), test.columns(), 1, new Seed(1))
                        .judge(new int[3]))
                .hasMessageContaining("expected 101 labels, got 3");
    }

    @Test
    void allBadSettingsAreNamedAtOnce() {
        assertThatThrownBy(() -> new ColumnSettings(Bound.SIWAE, 0, 1, Double.NaN, 2, 8, -1, 32, 1, -1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("components must be 1 or more, got 0")
                .hasMessageContaining("beta must be 0 or more and finite, got NaN")
                .hasMessageContaining("rate must be above 0 and finite, got -1.0")
                .hasMessageContaining("watched must be 0 or more, got -1")
                .hasMessageContaining("judged must be 1 or more, got 0");
        assertThatThrownBy(() -> ColumnSettings.published(Bound.IWAE, 2))
                .hasMessageContaining("IWAE takes 1 component, got 2");
    }

    @Test
    void anInterruptedTrainingStops() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> ColumnClassifier.run(settings(Bound.SIWAE, 2), train, test, new Seed(1)))
                .isInstanceOf(InterruptedException.class);
    }
}
