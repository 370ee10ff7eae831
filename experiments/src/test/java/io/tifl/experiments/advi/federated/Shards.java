package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.advi.Advi;
import io.tifl.experiments.advi.Posterior;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.SortedMap;
import java.util.random.RandomGenerator;

/** Data for tests, dealt among clients. */
public final class Shards {
    static final int FEATURES = 3;

    private Shards() {}

    /** Numbers around 1.5 in all features; labels by the sign of a weighted sum. */
    static Examples examples(int count) {
        RandomGenerator chance = new Seed(77).generator();
        float[] features = new float[count * FEATURES];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            double sum = 0;
            for (int i = 0; i < FEATURES; i++) {
                features[row * FEATURES + i] = (float) (1.5 + 0.5 * chance.nextGaussian());
                sum += (i - 0.8) * features[row * FEATURES + i];
            }
            labels[row] = sum + 0.3 * chance.nextGaussian() > 0.9 ? 1 : 0;
        }
        return Examples.dense(List.of(FEATURES), 2, features, labels);
    }

    static SortedMap<ClientId, LocalData> dealt(Examples all, int clients) {
        return GeneratedData.dealt(all, clients);
    }

    static LocalData part(Examples all, int client, int clients) {
        return List.copyOf(dealt(all, clients).values()).get(client);
    }

    /** The numbers that all data at one place lead to. */
    static double[] central(PosteriorDefinition definition, Examples all) {
        return posterior(definition, all).fit().search().member();
    }

    static Posterior posterior(PosteriorDefinition definition, Examples all) {
        return Advi.fit(
                ShardModel.installed().get(definition.model()).model(definition.modelSettings(), all),
                definition.advi(),
                new Seed(definition.seed()));
    }

    static double[] member(PosteriorFit fit) {
        if (fit.search() == null) {
            throw new AssertionError("the fit has not begun: " + fit.reason());
        }
        return fit.search().member();
    }

    /** The data of one of three clients of a service. */
    public static LocalData live(int client) {
        return part(examples(30), client, 3);
    }

    /** A posterior of all data of the three. */
    public static String liveText(String name, int steps) {
        return "{name: " + name + ", model: normal-mixture, model-settings: {components: 2, deviation: 0.3},"
                + " components: 3, spread: 2, draws: 4, test-every: 10, test-draws: 8, judge-draws: 20,"
                + " least-clients: 3, steps: " + steps + "}";
    }

    /** What the data of the three at one place lead to. */
    public static String liveFingerprint(String name, int steps) throws InvalidPosteriorException {
        return Fingerprint.of(central(PosteriorDefinition.parse(liveText(name, steps)), examples(30)));
    }
}
