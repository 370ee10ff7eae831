package io.tifl.experiments.noise.zoo;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;

/** Trains networks as their recipes say: the same entry, seed and examples give the same bits. */
final class Training {
    private final LearnerFactory engine;

    Training(LearnerFactory engine) {
        this.engine = engine;
    }

    TrainedModel train(ZooEntry entry, long number, ZooData.Split data) throws DivergedException, InterruptedException {
        long begun = System.nanoTime();
        Seed seed = new Seed(number).child(entry.name());
        Recipe recipe = entry.recipe();
        try (Learner learner = engine.open(entry.model())) {
            Parameters model = learner.initial(seed.child("init").value());
            double loss = 0;
            for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
                Seed own = seed.child("epoch").child(epoch);
                Examples examples = recipe.flips() ? Mirrored.of(data.train(), own.child("flips")) : data.train();
                TrainingPlan plan = new TrainingPlan(1, recipe.batch(), recipe.rateOf(epoch), "adam", 0, own.value());
                Learner.Trained trained = learner.train(model, examples, plan);
                model = trained.parameters();
                loss = trained.loss();
            }
            double accuracy = learner.evaluate(model, data.test()).accuracy();
            return new TrainedModel(entry, number, model, accuracy, loss, (System.nanoTime() - begun) / 1e9);
        }
    }
}
