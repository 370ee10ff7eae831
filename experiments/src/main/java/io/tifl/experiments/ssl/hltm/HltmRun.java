package io.tifl.experiments.ssl.hltm;

import io.tifl.experiments.reproduce.Together;
import io.tifl.experiments.ssl.hltm.HltmTrainer.Judgement;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A network's way on one tree.
 *
 * @param epochs before training, then after each epoch
 */
public record HltmRun(List<Epoch> epochs) {
    public HltmRun {
        epochs = List.copyOf(epochs);
    }

    /**
     * What a network is after an epoch.
     *
     * @param number 0 before training
     * @param loss its mean over the epoch's steps; NaN before training
     * @param ceilingError the standard error of the root's ceiling
     * @param levels from the root's
     */
    public record Epoch(int number, double loss, double ceilingError, List<LevelProfile> levels) {
        public Epoch {
            levels = List.copyOf(levels);
        }
    }

    /**
     * One tree, drawn from the settings, with one network; the seed says everything.
     *
     * @throws InterruptedException if the thread is interrupted between epochs
     */
    public static HltmRun of(HltmSettings settings, Seed seed) throws InterruptedException {
        LatentTree tree = LatentTree.draw(settings.shape(), settings.polarities(), seed.child("tree"));
        HltmTrainer trainer = new HltmTrainer(settings, tree);
        TreeNetwork network = trainer.network(seed.child("init"));
        List<Epoch> epochs = new ArrayList<>();
        for (int epoch = 0; epoch <= settings.epochs(); epoch++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before epoch " + epoch);
            }
            double loss = epoch == 0
                    ? Double.NaN
                    : trainer.train(
                            network, settings.steps(), seed.child("train").child(epoch));
            Judgement judgement = trainer.judge(network, seed.child("judge").child(epoch));
            epochs.add(new Epoch(
                    epoch, loss, judgement.units().ceilingError(0), LevelProfile.all(network, tree, judgement)));
        }
        return new HltmRun(epochs);
    }

    /**
     * Several trees, each with a seed of its own, so the result is the same for any number of threads.
     *
     * @param trees how many, 1 or more
     * @param threads 1 or more
     * @return tree by tree
     */
    public static List<HltmRun> forest(HltmSettings settings, int trees, int threads, Seed seed)
            throws InterruptedException {
        if (trees < 1) {
            throw new IllegalArgumentException("expected 1 or more trees, got " + trees);
        }
        List<Callable<HltmRun>> runs = new ArrayList<>();
        for (int tree = 0; tree < trees; tree++) {
            Seed own = seed.child(tree);
            runs.add(() -> of(settings, own));
        }
        return Together.all(threads, runs);
    }
}
