package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.ssl.loss.TripletLoss;
import io.tifl.experiments.ssl.loss.UnitRows;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Trains and judges networks on one latent tree. Chance comes from the seeds of the calls alone. Thread-safe, as long
 * as no two threads share a network.
 */
public final class HltmTrainer {
    private static final int JUDGED_AT_ONCE = 128;

    private final HltmSettings settings;
    private final LatentTree tree;

    /** Of settings whose shape is the tree's. */
    public HltmTrainer(HltmSettings settings, LatentTree tree) {
        if (!settings.shape().equals(tree.shape())) {
            throw new IllegalArgumentException(
                    "the settings are for a " + settings.shape() + ", but the tree is a " + tree.shape());
        }
        this.settings = settings;
        this.tree = tree;
    }

    /** A new network for the tree. */
    public TreeNetwork network(Seed seed) {
        return TreeNetwork.random(settings.shape(), settings.width(), seed);
    }

    /**
     * Takes steps of stochastic gradient descent.
     *
     * @return the mean of the losses before each step
     */
    public double train(TreeNetwork network, int steps, Seed seed) {
        TreePass pass = new TreePass(network, settings.batch() * (2 + settings.negatives()));
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            sum += step(network, pass, seed.child(step).generator());
        }
        return sum / steps;
    }

    private double step(TreeNetwork network, TreePass pass, RandomGenerator random) {
        byte[] roots = roots(random);
        pass.put(tree.sample(roots, random), 0);
        pass.put(tree.sample(roots, random), settings.batch());
        for (int h = 0; h < settings.negatives(); h++) {
            pass.put(tree.sample(roots(random), random), (2 + h) * settings.batch());
        }
        pass.forward();
        UnitRows outputs = UnitRows.of(pass.top(), settings.epsilon());
        TripletLoss.Result result = loss(outputs.rows());
        network.descend(settings.rate(), pass.backward(outputs.backward(stacked(result))));
        return result.value();
    }

    private byte[] roots(RandomGenerator random) {
        return LatentTree.roots(settings.batch(), settings.rootPrior(), random);
    }

    private TripletLoss.Result loss(Matrix outputs) {
        int batch = settings.batch();
        List<Matrix> negatives = new ArrayList<>();
        for (int h = 0; h < settings.negatives(); h++) {
            negatives.add(outputs.rows((2 + h) * batch, (3 + h) * batch));
        }
        return settings.loss().of(outputs.rows(0, batch), outputs.rows(batch, 2 * batch), negatives);
    }

    private static Matrix stacked(TripletLoss.Result result) {
        Matrix all = result.anchors().above(result.positives());
        for (Matrix negative : result.negatives()) {
            all = all.above(negative);
        }
        return all;
    }

    /**
     * What is found out about a network.
     *
     * @param units what the units say of their latents
     * @param connections how the layers' weights bear on the output
     */
    public record Judgement(TreeStatistics units, ConnectionStatistics connections) {}

    /** Judges a network by fresh samples, as many as the settings say. */
    public Judgement judge(TreeNetwork network, Seed seed) {
        Judgement judgement = new Judgement(
                new TreeStatistics(settings.shape(), settings.width()),
                new ConnectionStatistics(settings.shape(), settings.width()));
        for (int done = 0; done < settings.judged(); done += JUDGED_AT_ONCE) {
            int count = Math.min(JUDGED_AT_ONCE, settings.judged() - done);
            RandomGenerator random = seed.child(done).generator();
            judge(network, tree.sample(LatentTree.roots(count, settings.rootPrior(), random), random), judgement);
        }
        return judgement;
    }

    private void judge(TreeNetwork network, TreeSamples samples, Judgement judgement) {
        TreePass pass = new TreePass(network, samples.count());
        pass.put(samples, 0);
        pass.forward();
        double[] posteriors = BeliefPropagation.posteriors(tree, samples, settings.rootPrior());
        judgement.units().add(samples, pass, posteriors);
        judgement.connections().add(samples, pass);
    }
}
