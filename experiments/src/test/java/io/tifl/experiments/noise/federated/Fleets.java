package io.tifl.experiments.noise.federated;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Small fleets and models for tests: four classes, each a cloud around a pattern. */
public final class Fleets {
    public static final int INPUTS = 12;
    private static final int CLASSES = 4;

    private Fleets() {}

    public static LearnerFactory engine() {
        return Catalog.load("engine", LearnerFactory.class).get("compiled");
    }

    public static ModelSpec spec(int hidden) {
        return new ModelSpec(
                "mlp",
                Settings.none().with("inputs", INPUTS).with("hidden", hidden).with("classes", CLASSES));
    }

    public static Examples examples(int count, Seed seed) {
        RandomGenerator chance = seed.generator();
        float[] features = new float[count * INPUTS];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = row % CLASSES;
            for (int i = 0; i < INPUTS; i++) {
                float centre = i % CLASSES == labels[row] ? 1 : 0;
                features[row * INPUTS + i] = centre + (float) (0.6 * chance.nextGaussian());
            }
        }
        return Examples.dense(List.of(INPUTS), CLASSES, features, labels);
    }

    public static LocalData shard(int number) {
        Seed seed = new Seed(100).child(number);
        return new LocalData(examples(80, seed.child("train")), examples(40 + 20 * number, seed.child("test")));
    }

    public static SequencedMap<ClientId, LocalData> clients(int count) {
        SequencedMap<ClientId, LocalData> clients = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            clients.put(new ClientId("client-" + i), shard(i));
        }
        return clients;
    }

    /** Trained for so many epochs on examples of its own. */
    public static GlobalModel trained(int hidden, int epochs, long version) throws InterruptedException {
        try (Learner learner = engine().open(spec(hidden))) {
            Parameters trained = learner.train(
                            learner.initial(3),
                            examples(400, new Seed(55)),
                            new TrainingPlan(epochs, 16, 0.1, "sgd", 0, 1))
                    .parameters();
            return new GlobalModel(spec(hidden), version, trained);
        } catch (DivergedException e) {
            throw new IllegalStateException(e);
        }
    }
}
