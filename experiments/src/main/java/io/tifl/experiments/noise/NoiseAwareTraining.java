package io.tifl.experiments.noise;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.Learner.Trained;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.function.DoubleConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Training that expects noise: every step meets another chip. Forward and backward pass run on the noisy weights, and the step they ask for
 * is taken by the clean ones, as in hardware-aware training (Joshi et al., Nature Communications 2020). Batches are those of plain training
 * with the same seed.
 *
 * @param level of the device's noise; with 0 of noise that has a share as its level this is plain training, but for rounding
 */
public record NoiseAwareTraining(AnalogDevice device, Scope scope, double level) {
    public NoiseAwareTraining {
        device.check(level);
    }

    /** Trains and tells nobody how far it is. */
    public Trained train(Learner learner, Parameters start, Examples examples, TrainingPlan plan)
            throws DivergedException, InterruptedException {
        return train(learner, start, examples, plan, _ -> {});
    }

    /**
     * Trains. Costs a plain step, two copies of the weights and one random number for each weight in the scope, per batch.
     *
     * @param plan of {@code sgd} without a proximal term or corrections: each step is one of its own here, so nothing can be remembered
     * @param progress takes the share of the steps that are done
     * @throws IllegalArgumentException if the plan is another one, or the scope holds no tensor of the model
     */
    public Trained train(
            Learner learner, Parameters start, Examples examples, TrainingPlan plan, DoubleConsumer progress)
            throws DivergedException, InterruptedException {
        requireSgd(plan);
        Seed seed = new Seed(plan.seed());
        RandomGenerator chance = seed.child("shuffle").generator();
        int[] order = IntStream.range(0, examples.size()).toArray();
        Steps steps = new Steps(learner, start, plan, seed);
        int perEpoch = Math.ceilDiv(order.length, plan.batchSize());
        double loss = 0;
        for (int epoch = 0; epoch < plan.epochs(); epoch++) {
            shuffle(order, chance);
            double sum = 0;
            for (int from = 0; from < order.length; from += plan.batchSize()) {
                int[] rows = Arrays.copyOfRange(order, from, Math.min(order.length, from + plan.batchSize()));
                sum += steps.take(examples.subset(rows));
                progress.accept((double) steps.taken / ((long) plan.epochs() * perEpoch));
            }
            loss = sum / perEpoch;
        }
        return new Trained(Parameters.owning(start.layout(), steps.clean), loss, steps.taken);
    }

    static void requireSgd(TrainingPlan plan) {
        boolean isPlain = plan.optimizer().equals("sgd")
                && plan.proximal() == 0
                && plan.correction().isEmpty();
        if (!isPlain) {
            throw new IllegalArgumentException("training with noise takes plain steps of sgd, got '" + plan.optimizer()
                    + "' with a proximal weight of " + plan.proximal()
                    + plan.correction().map(_ -> " and corrections").orElse(""));
        }
    }

    private final class Steps {
        private final Learner learner;
        private final Parameters start;
        private final TrainingPlan plan;
        private final Seed seed;
        private final float[] clean;
        private long taken;

        Steps(Learner learner, Parameters start, TrainingPlan plan, Seed seed) {
            this.learner = learner;
            this.start = start;
            this.plan = plan;
            this.seed = seed;
            this.clean = start.toArray();
        }

        /** Changes {@code clean} and says the loss. */
        double take(Examples batch) throws DivergedException, InterruptedException {
            Seed own = seed.child("step").child(taken++);
            Parameters now = Parameters.copyOf(start.layout(), clean);
            Parameters noisy = new NoisyWeights(now, device, scope).chip(level, own.child("chip"));
            TrainingPlan one = new TrainingPlan(1, batch.size(), plan.learningRate(), "sgd", 0, own.value());
            Trained after = learner.train(noisy, batch, one);
            float[] before = noisy.toArray();
            float[] moved = after.parameters().toArray();
            for (int i = 0; i < clean.length; i++) {
                clean[i] += moved[i] - before[i];
            }
            return after.loss();
        }
    }

    // The order of the learners: the same seed meets the same batches with noise and without.
    private static void shuffle(int[] order, RandomGenerator chance) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = chance.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
    }
}
