package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.HltmTrainer;
import io.tifl.experiments.ssl.hltm.TreeBatch;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;

/**
 * What it does to a step that pairs of samples form within clients: the mean of the clients' gradients, beside the
 * gradient of all their samples as one batch. Both see the same samples with the same second views and negatives.
 *
 * @param gap the length of the difference over that of the whole batch's gradient
 * @param cosine of both
 */
record LocalNegatives(double gap, double cosine) {
    /** @param trainer of a client's batch */
    static LocalNegatives of(HltmTrainer trainer, TreeNetwork network, int clients, Seed seed) {
        List<TreeBatch> batches = new ArrayList<>();
        double[] mean = new double[network.parameters().length];
        for (int c = 0; c < clients; c++) {
            batches.add(trainer.draw(seed.child(c).generator()));
            double[] own = trainer.gradient(network, batches.getLast()).slopes();
            for (int k = 0; k < mean.length; k++) {
                mean[k] += own[k] / clients;
            }
        }
        return between(
                mean, trainer.gradient(network, TreeBatch.together(batches)).slopes());
    }

    private static LocalNegatives between(double[] mean, double[] whole) {
        double difference = 0;
        double product = 0;
        double first = 0;
        double second = 0;
        for (int k = 0; k < mean.length; k++) {
            difference += (mean[k] - whole[k]) * (mean[k] - whole[k]);
            product += mean[k] * whole[k];
            first += mean[k] * mean[k];
            second += whole[k] * whole[k];
        }
        return new LocalNegatives(Math.sqrt(difference / second), product / Math.sqrt(first * second));
    }
}
