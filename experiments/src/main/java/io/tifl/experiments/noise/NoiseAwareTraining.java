package io.tifl.experiments.noise;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Training that expects noise: every step meets another chip. Forward and backward pass run on the noisy weights, and the step they ask for
 * is taken by the clean ones, as in hardware-aware training (Joshi et al., Nature Communications 2020).
 *
 * @param level of the device's noise; with 0 this is plain training
 */
record NoiseAwareTraining(AnalogDevice device, Scope scope, double level) {
    NoiseAwareTraining {
        device.check(level);
    }

    /**
     * Trains.
     *
     * @param plan of {@code sgd}: other optimisers remember steps, and here each is one of its own
     */
    Trained train(Learner learner, Parameters start, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException {
        if (!plan.optimizer().equals("sgd")) {
            throw new IllegalArgumentException(
                    "training with noise takes steps of sgd, got '" + plan.optimizer() + "'");
        }
        Seed seed = new Seed(plan.seed());
        RandomGenerator chance = seed.child("shuffle").generator();
        int[] order = IntStream.range(0, examples.size()).toArray();
        float[] clean = start.toArray();
        long steps = 0;
        double loss = 0;
        for (int epoch = 0; epoch < plan.epochs(); epoch++) {
            shuffle(order, chance);
            double sum = 0;
            int count = 0;
            for (int from = 0; from < order.length; from += plan.batchSize(), count++) {
                int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + plan.batchSize()));
                sum += step(
                        learner,
                        start,
                        clean,
                        examples.subset(rows),
                        plan,
                        seed.child("step").child(steps++));
            }
            loss = sum / count;
        }
        return new Trained(Parameters.owning(start.layout(), clean), loss, steps);
    }

    /** Changes {@code clean} and says the loss. */
    private double step(Learner learner, Parameters layout, float[] clean, Examples batch, TrainingPlan plan, Seed seed)
            throws DivergedException, InterruptedException {
        Parameters now = Parameters.copyOf(layout.layout(), clean);
        Parameters noisy = new NoisyWeights(now, device, scope).chip(level, seed.child("chip"));
        TrainingPlan one = new TrainingPlan(1, batch.size(), plan.learningRate(), "sgd", 0, seed.value());
        Trained after = learner.train(noisy, batch, one);
        for (int i = 0; i < clean.length; i++) {
            clean[i] += after.parameters().get(i) - noisy.get(i);
        }
        return after.loss();
    }

    private static void shuffle(int[] order, RandomGenerator chance) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
