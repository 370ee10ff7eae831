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
            Gradient gradient = gradient(draw(seed.child(step).generator()), pass);
            network.descend(settings.rate(), gradient.slopes());
            sum += gradient.loss();
        }
        return sum / steps;
    }

    /** Draws what a step needs: two views of as many samples as the settings say, and views of others. */
    public TreeBatch draw(RandomGenerator random) {
        byte[] roots = roots(random);
        TreeSamples anchors = tree.sample(roots, random);
        TreeSamples positives = tree.sample(roots, random);
        List<TreeSamples> negatives = new ArrayList<>();
        for (int h = 0; h < settings.negatives(); h++) {
            negatives.add(tree.sample(roots(random), random));
        }
        return new TreeBatch(anchors, positives, negatives);
    }

    private byte[] roots(RandomGenerator random) {
        return LatentTree.roots(settings.batch(), settings.rootPrior(), random);
    }

    /** A loss with its slopes by the network's parameters. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, and never compared
    public record Gradient(double loss, double[] slopes) {}

    /** The gradient for a batch, which may have more or fewer samples than the settings say; the network stays as it is. */
    public Gradient gradient(TreeNetwork network, TreeBatch batch) {
        return gradient(
                batch,
                new TreePass(network, batch.count() * (2 + batch.negatives().size())));
    }

    private Gradient gradient(TreeBatch batch, TreePass pass) {
        int at = 0;
        for (TreeSamples samples : batch.all()) {
            pass.put(samples, at);
            at += samples.count();
        }
        pass.forward();
        UnitRows outputs = UnitRows.of(pass.top(), settings.epsilon());
        TripletLoss.Result result = loss(outputs.rows(), batch);
        return new Gradient(result.value(), pass.backward(outputs.backward(stacked(result))));
    }

    private TripletLoss.Result loss(Matrix outputs, TreeBatch batch) {
        int count = batch.count();
        List<Matrix> negatives = new ArrayList<>();
        for (int h = 0; h < batch.negatives().size(); h++) {
            negatives.add(outputs.rows((2 + h) * count, (3 + h) * count));
        }
        return settings.loss().of(outputs.rows(0, count), outputs.rows(count, 2 * count), negatives);
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
