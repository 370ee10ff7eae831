package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.HltmTrainer;
import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.PolarityRange;
import io.tifl.experiments.ssl.loss.DistanceLoss;
import io.tifl.experiments.ssl.loss.TripletLoss;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.random.RandomGenerator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalNegativesTest {
    private static LocalNegatives compare(String loss) {
        HltmSettings usual = HltmSettings.standard();
        HltmSettings settings = new HltmSettings(
                Hltm.SHAPE,
                new PolarityRange(0.8, 1),
                6,
                12,
                1,
                1,
                1,
                0.1,
                ContrastiveLosses.named(loss, 0.5),
                usual.epsilon(),
                0.5,
                128);
        LatentTree tree = LatentTree.draw(Hltm.SHAPE, settings.polarities(), new Seed(1));
        HltmTrainer trainer = new HltmTrainer(settings, tree);
        return LocalNegatives.of(trainer, trainer.network(new Seed(2)), 10, new Seed(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "nce-per-sample", "triplet", "subtract"})
    void stepOfClientsIsTheCentralOneWherePairsFormWithinSamples(String loss) {
        assertThat(compare(loss).gap()).isLessThan(1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nce", "nce-in-batch", "simple-in-batch"})
    void stepOfClientsIsAnotherWherePairsReachOverTheBatch(String loss) {
        LocalNegatives effect = compare(loss);

        assertThat(effect.gap()).isGreaterThan(1e-6);
        assertThat(effect.cosine()).isGreaterThan(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nce-in-batch", "simple-in-batch"})
    void slopesOfNegativesInTheBatchAreDifferences(String name) {
        TripletLoss loss = ContrastiveLosses.named(name, 0.5);
        Matrix anchors = random(new Seed(4));
        Matrix positives = random(new Seed(5));
        List<Matrix> ignored = List.of(random(new Seed(6)));
        TripletLoss.Result result = loss.of(anchors, positives, ignored);
        double step = 1e-6;
        for (int k = 0; k < anchors.values().length; k++) {
            assertThat(result.anchors().values()[k])
                    .isCloseTo(slope(loss, anchors, positives, ignored, anchors, k, step), Offset.offset(1e-8));
            assertThat(result.positives().values()[k])
                    .isCloseTo(slope(loss, anchors, positives, ignored, positives, k, step), Offset.offset(1e-8));
            assertThat(result.negatives().getFirst().values()[k]).isZero();
        }
    }

    private static double slope(
            TripletLoss loss,
            Matrix anchors,
            Matrix positives,
            List<Matrix> ignored,
            Matrix moved,
            int k,
            double step) {
        double kept = moved.values()[k];
        moved.values()[k] = kept + step;
        double above = loss.of(anchors, positives, ignored).value();
        moved.values()[k] = kept - step;
        double below = loss.of(anchors, positives, ignored).value();
        moved.values()[k] = kept;
        return (above - below) / (2 * step);
    }

    private static Matrix random(Seed seed) {
        RandomGenerator random = seed.generator();
        Matrix matrix = new Matrix(5, 3);
        for (int k = 0; k < matrix.values().length; k++) {
            matrix.values()[k] = random.nextGaussian();
        }
        return matrix;
    }

    @Test
    void twoSamplesHaveOneNegativeEach() {
        Matrix anchors = Matrix.ofRows(new double[] {1, 0}, new double[] {0, 1});

        double value = new InBatchLoss(new DistanceLoss.Simple())
                .of(anchors, anchors, List.of(anchors))
                .value();

        assertThat(value).isEqualTo(-1);
    }
}
