package io.tifl.experiments.advi.amortised;

import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Digits recognised by a single column of each image, through a mixture posterior of a point in the plane: the experiment of
 * the authors' notebook {@code single_column_mnist}.
 */
public final class ColumnClassifier {
    /** Posteriors that a result holds. */
    public static final int SHOWN = 16;

    private ColumnClassifier() {}

    /**
     * Where a training stood.
     *
     * @param bound mean over the epoch's steps, in nats
     * @param error expected calibration error
     */
    public record Epoch(
            int epoch,
            double bound,
            double accuracy,
            double negativeLogLikelihood,
            double error,
            double brier,
            double effectiveModes) {
        static Epoch of(int epoch, double bound, Calibration test, ModeUse modes) {
            return new Epoch(
                    epoch,
                    bound,
                    test.accuracy(),
                    test.negativeLogLikelihood(),
                    test.expectedError(),
                    test.brierScore(),
                    modes.effective());
        }
    }

    /**
     * A mixture that the encoder gave an input.
     *
     * @param member its numbers, in the family's order
     */
    public record Posterior(int label, List<Double> member) {
        public Posterior {
            member = List.copyOf(member);
        }

        double[] numbers() {
            return member.stream().mapToDouble(Double::doubleValue).toArray();
        }

        /** The distribution itself. */
        public Mixture mixture(Family family) {
            return family.at(numbers());
        }
    }

    /**
     * A training and what it came to.
     *
     * @param epochs one after the other, judged on the test columns; those without a prediction are left out
     * @param test after the last
     * @param posteriors of the first test columns
     * @param cpuSeconds of the thread, with all predictions
     */
    public record Result(
            List<Epoch> epochs, Calibration test, ModeUse modes, List<Posterior> posteriors, double cpuSeconds) {
        public Result {
            epochs = List.copyOf(epochs);
            posteriors = List.copyOf(posteriors);
        }
    }

    /**
     * Trains and judges, on the calling thread alone.
     *
     * @throws IllegalArgumentException if there are no examples, or test columns are of another size
     * @throws ArithmeticException if a log weight is not finite, with the example's row
     * @throws InterruptedException if the thread is interrupted
     */
    public static Result run(ColumnSettings settings, LabelledColumns train, LabelledColumns test, Seed seed)
            throws InterruptedException {
        requireExamples(train, test);
        long begun = cpuNanos();
        AmortisedModel model =
                settings.model(train.columns().columns(), train.labels().classes(), seed.child("init"));
        AmortisedTraining training = new AmortisedTraining(
                model, settings.objective(), settings.batch(), settings.rate(), seed.child("train"));
        List<Epoch> epochs = new ArrayList<>();
        for (int epoch = 1; epoch < settings.epochs(); epoch++) {
            double bound = training.epoch(train.columns(), train.labels());
            if (settings.watched() > 0) {
                Prediction now = predict(model, test, settings.watched(), seed, epoch);
                epochs.add(Epoch.of(epoch, bound, judge(now, test), now.modes()));
            }
        }
        double bound = training.epoch(train.columns(), train.labels());
        Prediction last = predict(model, test, settings.judged(), seed, settings.epochs());
        Calibration judged = judge(last, test);
        epochs.add(Epoch.of(settings.epochs(), bound, judged, last.modes()));
        return new Result(epochs, judged, last.modes(), posteriors(model, test), 1e-9 * (cpuNanos() - begun));
    }

    private static Prediction predict(AmortisedModel model, LabelledColumns test, int samples, Seed seed, int epoch) {
        return Prediction.of(
                model, test.columns(), samples, seed.child("predict").child(epoch));
    }

    private static Calibration judge(Prediction prediction, LabelledColumns test) {
        return prediction.judge(test.labels().labels()).calibration();
    }

    private static void requireExamples(LabelledColumns train, LabelledColumns test) {
        int inputs = train.columns().columns();
        if (train.columns().rows() == 0
                || test.columns().rows() == 0
                || test.columns().columns() != inputs) {
            throw new IllegalArgumentException("expected training and test columns of one size, at least 1 each, got "
                    + train.columns().rows() + " of " + inputs + " and "
                    + test.columns().rows() + " of " + test.columns().columns());
        }
    }

    private static List<Posterior> posteriors(AmortisedModel model, LabelledColumns test) {
        LabelledColumns first = test.first(SHOWN);
        Matrix members = model.encoder().infer(first.columns());
        return IntStream.range(0, members.rows())
                .mapToObj(n -> new Posterior(
                        first.labels().labels()[n],
                        Arrays.stream(members.row(n)).boxed().toList()))
                .toList();
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
