package io.tifl.experiments.ssl.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ProbesTest {
    private static final LinearProbe QUICK = new LinearProbe(30, 32, 0.01, 1e-3);

    @Test
    void classesThatLieApartAreTold() throws InterruptedException {
        Labelled train = clouds(1, 400, 2);
        Labelled test = clouds(2, 300, 2);

        assertThat(QUICK.run(train, test, new Seed(1)).last()).isGreaterThan(0.97);
        assertThat(NearestNeighbours.standard().accuracy(train, test)).isGreaterThan(0.97);
    }

    /** The control: where features have nothing to do with classes, nothing is told. */
    @Test
    void featuresOfNothingTellNothing() throws InterruptedException {
        Labelled train = clouds(1, 400, 0);
        Labelled test = clouds(2, 400, 0);

        assertThat(QUICK.run(train, test, new Seed(1)).last()).isCloseTo(0.25, within(0.08));
        assertThat(NearestNeighbours.standard().accuracy(train, test)).isCloseTo(0.25, within(0.08));
    }

    @Test
    void neighboursAreThoseOfAFullSearch() {
        Labelled bank = clouds(3, 70, 0.7);
        Labelled samples = clouds(4, 300, 0.7);

        double accuracy = new NearestNeighbours(1, 0.1).accuracy(bank, samples);

        int right = 0;
        for (int i = 0; i < 300; i++) {
            int nearest = 0;
            for (int j = 0; j < 70; j++) {
                nearest = cosine(samples, i, bank, j) > cosine(samples, i, bank, nearest) ? j : nearest;
            }
            right += bank.labels().get(nearest).equals(samples.labels().get(i)) ? 1 : 0;
        }
        assertThat(accuracy).isEqualTo(right / 300.0).isBetween(0.3, 0.95);
    }

    private static double cosine(Labelled a, int i, Labelled b, int j) {
        Matrix x = a.features().rows(i, i + 1);
        Matrix y = b.features().rows(j, j + 1);
        return x.timesTranspose(y).at(0, 0) / x.norm() / y.norm();
    }

    @Test
    void moreNeighboursThanThereAreAllVote() {
        Labelled bank = new Labelled(
                Matrix.ofRows(new double[] {1, 0}, new double[] {0.9, 0.1}, new double[] {0, 1}), List.of(1, 0, 0), 2);
        Labelled one = new Labelled(Matrix.ofRows(new double[] {1, 0.01}), List.of(1), 2);

        assertThat(new NearestNeighbours(1, 0.1).accuracy(bank, one)).isEqualTo(1);
        // At a high temperature two distant votes outweigh the nearest.
        assertThat(new NearestNeighbours(50, 100).accuracy(bank, one)).isZero();
        assertThat(new NearestNeighbours(50, 0.001).accuracy(bank, one)).isEqualTo(1);
    }

    @Test
    void scalesAndConstantsOfFeaturesDoNotMatterToTheProbe() throws InterruptedException {
        Labelled train = clouds(1, 200, 1);
        Labelled test = clouds(2, 200, 1);

        LinearProbe.Result plain = QUICK.run(train, test, new Seed(1));
        LinearProbe.Result scaled = QUICK.run(stretched(train), stretched(test), new Seed(1));

        assertThat(scaled.last()).isCloseTo(plain.last(), within(0.011));
        assertThat(plain.accuracies()).hasSize(30);
        assertThat(plain.best()).isGreaterThanOrEqualTo(plain.last());
    }

    private static Labelled stretched(Labelled samples) {
        Matrix wide = new Matrix(samples.features().rows(), 7);
        for (int i = 0; i < wide.rows(); i++) {
            for (int j = 0; j < 6; j++) {
                wide.set(i, j, 1000 * j + Math.pow(10, j) * samples.features().at(i, j));
            }
            wide.set(i, 6, 3);
        }
        return new Labelled(wide, samples.labels(), 4);
    }

    @Test
    void lastAndBestEpochsAreBothTold() {
        LinearProbe.Result result = new LinearProbe.Result(List.of(0.5, 0.9, 0.7));

        assertThat(result.last()).isEqualTo(0.7);
        assertThat(result.best()).isEqualTo(0.9);
    }

    @Test
    void oneSeedGivesOneProbe() throws InterruptedException {
        Labelled train = clouds(1, 100, 0.5);
        Labelled test = clouds(2, 500, 0.5);

        assertThat(QUICK.run(train, test, new Seed(1))).isEqualTo(QUICK.run(train, test, new Seed(1)));
        assertThat(QUICK.run(train, test, new Seed(2))).isNotEqualTo(QUICK.run(train, test, new Seed(1)));
    }

    @Test
    void probeCanBeInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> QUICK.run(clouds(1, 20, 1), clouds(2, 20, 1), new Seed(1)))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted before epoch 1 of a probe");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void badProbesAndSamplesAreRefused() {
        assertThatThrownBy(() -> new LinearProbe(0, 0, 0, -1))
                .hasMessage("epochs and batch must be 1 or more, got 0 and 0;"
                        + " rate must be above 0 and decay 0 or more, got 0.0 and -1.0");
        assertThatThrownBy(() -> new NearestNeighbours(0, 0.1)).hasMessageContaining("got 0 and 0.1");
        assertThatThrownBy(() -> new Labelled(new Matrix(2, 1), List.of(0), 1)).hasMessageContaining("got 2 and 1");
        assertThatThrownBy(() -> new Labelled(new Matrix(1, 1), List.of(3), 3)).hasMessageContaining("labels below 3");
        assertThatThrownBy(() -> new Labelled(Matrix.of(1, 1, Double.NaN), List.of(0), 1))
                .hasMessage("expected finite features, got NaN");
        Labelled wide = new Labelled(new Matrix(1, 2), List.of(0), 1);
        Labelled narrow = new Labelled(new Matrix(1, 1), List.of(0), 1);
        assertThatThrownBy(() -> NearestNeighbours.standard().accuracy(wide, narrow))
                .hasMessage("expected 2 features and 1 classes, got 1 and 1");
    }

    /** Four clouds in six dimensions, so far apart. */
    private static Labelled clouds(long seed, int count, double apart) {
        RandomGenerator random = new Seed(seed).generator();
        Matrix features = new Matrix(count, 6);
        List<Integer> labels = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(4);
            labels.add(label);
            for (int j = 0; j < 6; j++) {
                features.set(i, j, 0.5 * random.nextGaussian() + (j == label ? apart : 0));
            }
        }
        return new Labelled(features, labels, 4);
    }
}
