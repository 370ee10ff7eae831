package io.tifl.experiments.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CalibrationTest {
    private static final TrainingPlan TWO_EPOCHS = new TrainingPlan(2, 10, 0.01, "sgd", 0, 1);

    @Test
    void theCostIsPerExampleAndEpochAndTheWarmUpDoesNotCount() throws DivergedException, InterruptedException {
        SlowLearner learner = new SlowLearner();

        double seconds = Calibration.secondsPerSample(learner, new Rows(20), TWO_EPOCHS, 3);

        // The sleep is a lower bound that always holds; the warm-up's 400 ms must not show, however busy the machine
        // is.
        assertThat(learner.runs).isEqualTo(4);
        assertThat(seconds).isGreaterThanOrEqualTo(0.020 / 40).isLessThan(0.400 / 40);
    }

    @Test
    void nothingCannotBeMeasured() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.secondsPerSample(new SlowLearner(), new Rows(0), TWO_EPOCHS, 3))
                .withMessageContaining("got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.secondsPerSample(new SlowLearner(), new Rows(1), TWO_EPOCHS, 0));
    }

    /** Takes 400 ms to train the first time and 20 ms from then on. */
    private static final class SlowLearner implements Learner {
        private int runs;

        @Override
        public ModelSpec spec() {
            return ModelSpec.of("slow");
        }

        @Override
        public Layout layout() {
            return Layout.flat(1);
        }

        @Override
        public Parameters initial(long seed) {
            return Parameters.zeros(layout());
        }

        @Override
        public Trained train(Parameters start, Examples examples, TrainingPlan plan) throws InterruptedException {
            Thread.sleep(Duration.ofMillis(runs++ == 0 ? 400 : 20));
            return new Trained(start, 0, 1);
        }

        @Override
        public Evaluation evaluate(Parameters model, Examples examples) {
            return new Evaluation(0, 0, 0);
        }

        @Override
        public float[] losses(Parameters model, Examples examples) {
            return new float[examples.size()];
        }

        @Override
        public Parameters gradient(Parameters model, Examples examples) {
            return Parameters.zeros(layout());
        }

        @Override
        public ClippedGradients clippedGradients(Parameters model, Examples examples, double maxNorm) {
            return new ClippedGradients(Parameters.zeros(layout()), List.of(), 0);
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public void close() {}
    }

    private record Rows(int size) implements Examples {
        @Override
        public List<Integer> featureShape() {
            return List.of(1);
        }

        @Override
        public int classes() {
            return 1;
        }

        @Override
        public void features(int row, float[] into, int offset) {}

        @Override
        public int label(int row) {
            return 0;
        }
    }
}
