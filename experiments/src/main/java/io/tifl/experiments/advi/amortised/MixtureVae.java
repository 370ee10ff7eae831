package io.tifl.experiments.advi.amortised;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.family.LogSumExp;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** An autoencoder of binary images whose posteriors are mixtures. */
public final class MixtureVae {
    private static final double WHITE = 0.5;
    private static final int CHUNK = 500;

    private MixtureVae() {}

    /**
     * A bound of the test images' mean log likelihood.
     *
     * @param samples T of the estimate
     * @param bound in nats an image
     */
    public record Tightness(int samples, double bound) {}

    /**
     * A training and what it came to.
     *
     * @param bounds of the training, mean over each epoch, in nats
     * @param test IWAE with samples from the whole mixture, for T of 1 up to all samples: the last is the best estimate
     * @param modes of the test images' posteriors
     * @param cpuSeconds of the thread, with the judging
     */
    public record Result(List<Double> bounds, List<Tightness> test, ModeUse modes, double cpuSeconds) {
        public Result {
            bounds = List.copyOf(bounds);
            test = List.copyOf(test);
        }

        /** The estimate with most samples, in nats an image. */
        public double logLikelihood() {
            return test.getLast().bound();
        }
    }

    /** The first of these images: pixels of half the greatest value or more are 1, the rest 0. */
    public static Observation.Images binary(Examples images, int count) {
        float[] features = new float[images.featureSize()];
        Matrix pixels = new Matrix(Math.min(count, images.size()), features.length);
        for (int n = 0; n < pixels.rows(); n++) {
            images.features(n, features, 0);
            for (int i = 0; i < features.length; i++) {
                pixels.set(n, i, features[i] >= WHITE ? 1 : 0);
            }
        }
        return new Observation.Images(pixels);
    }

    /**
     * Trains and judges, on the calling thread alone.
     *
     * @throws ArithmeticException if a log weight is not finite, with the image's row
     * @throws InterruptedException if the thread is interrupted
     */
    public static Result run(VaeSettings settings, Observation.Images train, Observation.Images test, Seed seed)
            throws InterruptedException {
        if (train.count() == 0 || test.count() == 0) {
            throw new IllegalArgumentException("expected at least 1 image to train and to judge on, got "
                    + train.count() + " and " + test.count());
        }
        long begun = cpuNanos();
        AmortisedModel model = settings.model(train.images().columns(), seed.child("init"));
        AmortisedTraining training = new AmortisedTraining(
                model, settings.objective(), settings.batch(), settings.rate(), seed.child("train"));
        List<Double> bounds = new ArrayList<>();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            bounds.add(training.epoch(train.images(), train));
        }
        List<Tightness> tightness = judge(model, test, settings.judged(), seed.child("judge"));
        return new Result(bounds, tightness, modes(model, test), 1e-9 * (cpuNanos() - begun));
    }

    private static ModeUse modes(AmortisedModel model, Observation.Images test) {
        MixtureRows mixtures = new MixtureRows(model.family(), model.encoder().infer(test.images()));
        ModeUse.Sums modes = new ModeUse.Sums(mixtures.components);
        for (int n = 0; n < mixtures.rows; n++) {
            modes.add(mixtures, n);
        }
        return modes.use();
    }

    /**
     * IWAE bounds of the mean log likelihood, with samples from the mixtures, for T of 1, 5, 10, 50 and so on, and of all
     * samples.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<Tightness> judge(AmortisedModel model, Observation.Images test, int samples, Seed seed)
            throws InterruptedException {
        List<Integer> counts = counts(samples);
        double[] sums = new double[counts.size()];
        Matrix members = model.encoder().infer(test.images());
        for (int n = 0; n < test.count(); n++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted at test image " + n);
            }
            double[] logWeights = logWeights(model, members.row(n), test.pick(new int[] {n}), samples, seed.child(n));
            for (int i = 0; i < sums.length; i++) {
                sums[i] += bound(logWeights, counts.get(i)) / test.count();
            }
        }
        return IntStream.range(0, sums.length)
                .mapToObj(i -> new Tightness(counts.get(i), sums[i]))
                .toList();
    }

    private static List<Integer> counts(int samples) {
        List<Integer> counts = new ArrayList<>();
        for (int count = 1; count < samples; count *= counts.size() % 2 == 1 ? 5 : 2) {
            counts.add(count);
        }
        counts.add(samples);
        return counts;
    }

    private static double[] logWeights(
            AmortisedModel model, double[] member, Observation.Images image, int samples, Seed seed) {
        Mixture mixture = model.family().at(member);
        RandomGenerator random = seed.generator();
        double[] logWeights = new double[samples];
        for (int from = 0; from < samples; from += CHUNK) {
            Matrix points =
                    new Matrix(Math.min(CHUNK, samples - from), mixture.family().dimension());
            for (int p = 0; p < points.rows(); p++) {
                double[] point = mixture.place(
                        mixture.drawComponent(random), mixture.family().drawNoise(random));
                System.arraycopy(point, 0, points.values(), p * point.length, point.length);
                logWeights[from + p] = logPrior(point) - mixture.logDensity(point);
            }
            double[] logLikelihoods = new double[points.rows()];
            image.judge(model.decoder().infer(points), logLikelihoods);
            for (int p = 0; p < points.rows(); p++) {
                logWeights[from + p] += logLikelihoods[p];
            }
        }
        return logWeights;
    }

    private static double logPrior(double[] point) {
        double square = 0;
        for (double value : point) {
            square += value * value;
        }
        return -0.5 * (point.length * StrictMath.log(2 * Math.PI) + square);
    }

    /** The mean over groups of so many samples of the logarithm of their mean weight. */
    static double bound(double[] logWeights, int count) {
        int groups = logWeights.length / count;
        double sum = 0;
        for (int g = 0; g < groups; g++) {
            sum += LogSumExp.of(Arrays.copyOfRange(logWeights, g * count, (g + 1) * count));
        }
        return sum / groups - StrictMath.log(count);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
