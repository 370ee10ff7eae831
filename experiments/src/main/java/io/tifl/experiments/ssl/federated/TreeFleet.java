package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.PolarityRange;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;

/**
 * The latent trees of a fleet: a common one, and what each client has of it, drawn by its name, whatever the others are
 * called.
 *
 * @param treeSeed of the common tree
 * @param rootPrior how likely the common root is 1
 * @param priorSpread how far a client's prior lies from it at most, uniformly
 * @param polarityNoise how far each polarity of a client lies from the common one at most, uniformly, cut to [-1, 1]
 * @param fleetSeed of what clients have for themselves
 */
record TreeFleet(
        PolarityRange polarities,
        long treeSeed,
        double rootPrior,
        double priorSpread,
        double polarityNoise,
        long fleetSeed) {
    static TreeFleet read(SettingsReader settings) {
        double low = settings.real("polarity-low", 0.7, 0, 1);
        double high = settings.real("polarity-high", 1, 0, 1);
        if (low > high) {
            settings.refuse("'polarity-low' must not be above 'polarity-high', got " + low + " and " + high);
        }
        double prior = settings.real("root-prior", 0.5, 0.001, 0.999);
        double spread = settings.real("prior-spread", 0, 0, 0.499);
        if (prior - spread < 0.001 || prior + spread > 0.999) {
            settings.refuse("'root-prior' less or plus 'prior-spread' must lie within 0.001 and 0.999, got " + prior
                    + " and " + spread);
        }
        return new TreeFleet(
                new PolarityRange(Math.min(low, high), Math.max(low, high)),
                settings.whole("tree-seed", 1, 0, Integer.MAX_VALUE),
                prior,
                spread,
                settings.real("polarity-noise", 0, 0, 1),
                settings.whole("fleet-seed", 1, 0, Integer.MAX_VALUE));
    }

    /** The tree of which all clients' are. */
    LatentTree common(TreeShape shape) {
        return LatentTree.draw(shape, polarities, new Seed(treeSeed).child("tree"));
    }

    LatentTree tree(TreeShape shape, ClientId client) {
        LatentTree common = common(shape);
        if (polarityNoise == 0) {
            return common;
        }
        RandomGenerator random = own("polarities", client);
        double[] own = new double[shape.nodes()];
        for (int node = 1; node < own.length; node++) {
            own[node] = Math.clamp(common.polarity(node) + polarityNoise * (2 * random.nextDouble() - 1), -1, 1);
        }
        return LatentTree.of(shape, own);
    }

    double prior(ClientId client) {
        return rootPrior + priorSpread * (2 * own("prior", client).nextDouble() - 1);
    }

    private RandomGenerator own(String what, ClientId client) {
        return new Seed(fleetSeed).child(what).child(client.value()).generator();
    }
}
