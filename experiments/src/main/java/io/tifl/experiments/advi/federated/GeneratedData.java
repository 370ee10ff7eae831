package io.tifl.experiments.advi.federated;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Data that are drawn, and dealt among clients. */
final class GeneratedData {
    static final int FEATURES = 4;

    private static final double CENTRE = 1.2;

    private GeneratedData() {}

    /**
     * Examples of {@value #FEATURES} features, the first of which lies around -1.2 or 1.2; the label is drawn by a weighted sum of them.
     */
    static Examples examples(int count, Seed seed) {
        RandomGenerator chance = seed.generator();
        float[] features = new float[count * FEATURES];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            double sum = -0.5;
            for (int i = 0; i < FEATURES; i++) {
                double centre = i > 0 ? 0 : chance.nextBoolean() ? CENTRE : -CENTRE;
                features[row * FEATURES + i] = (float) (centre + 0.7 * chance.nextGaussian());
                sum += (1 - 0.6 * i) * features[row * FEATURES + i];
            }
            labels[row] = chance.nextDouble() < 1 / (1 + StrictMath.exp(-sum)) ? 1 : 0;
        }
        return Examples.dense(List.of(FEATURES), 2, features, labels);
    }

    /** Each client has every so-manieth example, from the last on. */
    static SortedMap<ClientId, LocalData> dealt(Examples all, int clients) {
        SortedMap<ClientId, LocalData> dealt = new TreeMap<>();
        for (int client = 0; client < clients; client++) {
            int own = client;
            int[] rows = IntStream.range(0, all.size())
                    .map(i -> all.size() - 1 - i)
                    .filter(row -> row % clients == own)
                    .toArray();
            dealt.put(new ClientId("client-" + client), new LocalData(all.subset(rows), all.subset(new int[0])));
        }
        return dealt;
    }
}
